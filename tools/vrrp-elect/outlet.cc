#include "outlet.h"

#include <unistd.h>

#include "record/words.h"
#include "say.h"

namespace vrrp::tools {

Outlet::Outlet(const cli::Common& common)
    : verbose_(common.verbose), lines_(STDOUT_FILENO), recorder_(tool, common) {}

void Outlet::write(const record::Body& body, WallTime now, const std::string& alive_key) {
  if (verbose_) say(record::in_words(body, now));
  const bool alive = std::holds_alternative<record::Alive>(body);
  if (recorder_.text() && alive) return;  // a person wants the changes
  lines_.add(recorder_.line(body, now), alive ? alive_key : "");
}

void Outlet::pass_on(std::string_view line) {
  if (!recorder_.text()) lines_.add(std::string(line) + "\n");
}

// Bytes that were read stay read, so the kernel is asked again only after something was written.
stage::Elector::Output Outlet::look() {
  const bool all_read = seen_.unread == 0 && seen_.total == lines_.total() && seen_.lost == lines_.lost();
  if (!all_read) seen_ = {.lost = lines_.lost(), .total = lines_.total(), .unread = lines_.unread()};
  return seen_;
}

}  // namespace vrrp::tools
