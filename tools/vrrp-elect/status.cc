#include "status.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <vector>

#include "ask.h"
#include "base/exit_status.h"
#include "base/text.h"
#include "program/recorder.h"
#include "record/claim_name.h"
#include "record/json.h"
#include "record/words.h"
#include "say.h"
#include "sys/clock.h"
#include "sys/local_name.h"
#include "sys/netlink.h"

namespace vrrp::tools {
namespace {

// Any process can take names by the thousand; no more than this are reported and looked up.
constexpr std::size_t most_told = 16;

// Writes everything, however slowly it is read: no election depends on this process.
void write_out(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EAGAIN) {
      pollfd ready{STDOUT_FILENO, POLLOUT, 0};
      poll(&ready, 1, -1);
    } else if (written < 0 && errno != EINTR) {
      return say(std::string("stdout: ") + std::strerror(errno));
    } else if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
}

class Inquiry {
 public:
  explicit Inquiry(const ElectOptions& options) : options_(options) {}

  int run() {
    for (const sys::TakenName& taken : sys::names_beginning(record::claim_prefix))
      if (const auto router = record::router_of(taken.name); router && is_asked_for(*router))
        inquire(taken, *router);
    if (disbelieved_ > most_told)
      tell("ignored " + std::to_string(disbelieved_ - most_told) + " more names of this kind");
    std::ranges::sort(found_, {}, [](const record::Record& r) { return status_of(r).router; });
    if (!options_.common.quiet) print();
    if (found_.empty() && silent_ == 0) tell("no elector" + of_what() + " runs in this network namespace");
    const bool all = std::ranges::all_of(
        found_, [](const record::Record& r) { return status_of(r).state == record::State::master; });
    return !found_.empty() && all && silent_ == 0 ? exit_status::done : exit_status::failed;
  }

 private:
  static const record::Status& status_of(const record::Record& record) {
    return std::get<record::Status>(record.body);
  }

  bool is_asked_for(const record::Router& router) const {
    const std::string& named = options_.status.interface;
    return (named.empty() || router.interface == named || router.interface == interface_) &&
           (!options_.status.vrid || router.vrid == options_.status.vrid) &&
           (!options_.status.family || router.family == options_.status.family);
  }

  std::string of_what() const {
    std::string text;
    if (options_.status.vrid) text += " of VRID " + std::to_string(*options_.status.vrid);
    if (!options_.status.interface.empty()) text += " on " + printable(options_.status.interface);
    if (options_.status.family)
      text += *options_.status.family == proto::Family::ipv4 ? " over IPv4" : " over IPv6";
    return text;
  }

  void inquire(const sys::TakenName& taken, const record::Router& router) {
    if (disbelieved_ >= most_told && !taken.credible) {
      ++disbelieved_;
      return;
    }
    const auto contact = sys::contact(taken.name, answer_patience);
    if (!contact) return;
    if (!sys::is_credible(contact->owner)) {
      if (++disbelieved_ <= most_told)
        tell(words_of(router) + ": ignored " + contact->owner.text() + ", which has its name");
      return;
    }
    // Wait for a frozen elector only once, not for each of its routers.
    const pid_t pid = contact->owner.pid;
    const bool known_silent = pid > 0 && silent_processes_.contains(pid);
    auto record = ask(*contact, router, known_silent ? Duration(0) : answer_patience);
    if (record) return found_.push_back(std::move(*record));
    ++silent_;
    silent_processes_.insert(pid);
    tell(record.error().message);
  }

  void print() { write_out(program::writes_text(options_.common) ? table() : records()); }

  std::string table() const {
    std::vector<record::Status> routers;
    for (const record::Record& record : found_) routers.push_back(status_of(record));
    return routers.empty() ? "" : record::status_table(routers);
  }

  // The records as received, with our own numbers.
  std::string records() {
    std::string lines;
    std::uint64_t seq = 0;
    for (record::Record& record : found_) {
      record.header.time = sys::wall_now();
      record.header.seq = ++seq;
      if (!options_.common.node.empty()) record.header.node = options_.common.node;
      lines += record::to_line(record);
    }
    return lines;
  }

  void tell(const std::string& text) const {
    if (!options_.common.quiet) say(text);
  }

  const ElectOptions& options_;
  // An elector has the first name of its interface.
  const std::string interface_ = sys::real_name(options_.status.interface);
  std::vector<record::Record> found_{};
  std::size_t silent_ = 0;  // electors without a valid answer
  std::set<pid_t> silent_processes_{};
  std::size_t disbelieved_ = 0;
};

}  // namespace

int run_status(const ElectOptions& options) {
  return Inquiry(options).run();
}

}  // namespace vrrp::tools
