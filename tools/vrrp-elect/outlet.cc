#include "outlet.h"

#include <poll.h>
#include <unistd.h>

#include "say.h"
#include "sys/clock.h"

namespace vrrp::tools {

Outlet::Outlet(const cli::Common& common)
    : verbose_(common.verbose), lines_(STDOUT_FILENO), recorder_(tool, common, isatty(STDOUT_FILENO) == 1) {}

void Outlet::write(const record::Body& body, WallTime now, const std::string& alive_key) {
  if (verbose_) say(cli::in_words(body, now));
  const bool alive = std::holds_alternative<record::Alive>(body);
  if (recorder_.text() && alive) return;  // a person wants the changes
  lines_.add(recorder_.line(body, now), alive ? alive_key : "");
}

void Outlet::pass_on(std::string_view line) {
  if (!recorder_.text()) lines_.add(std::string(line) + "\n");
}

void Outlet::drain() {
  const Time patience = sys::now() + 100ms;
  lines_.flush();
  while (lines_.waiting() && !lines_.lost() && sys::now() < patience) {
    pollfd ready{lines_.fd(), POLLOUT, 0};
    poll(&ready, 1, 10);
    lines_.flush();
  }
}

// What was read stays read: the kernel is asked again only after something was written.
stage::Elector::Output Outlet::look() {
  const bool all_read = seen_.unread == 0 && seen_.total == lines_.total() && seen_.lost == lines_.lost();
  if (!all_read) seen_ = {.lost = lines_.lost(), .total = lines_.total(), .unread = lines_.unread()};
  return seen_;
}

}  // namespace vrrp::tools
