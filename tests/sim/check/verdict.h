// What the checkers found: how often a rule was bent where it may be, by name, and the first time that one
// was broken.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vrrp::sim {

// Two hosts may hold an address at once, for at most one lease, only where ...
enum class Exception : std::uint8_t {
  partition,         // (a) they did not hear each other
  handover,          // (b) the old one left in order, or offered
  yielded,           // (b) the old one heard a better router, and held on for the grace
  frozen_preempted,  // (c) the old one froze less than 1.25 intervals before it was preempted, or before an
                     // owner came; or two came at once, and either of them froze before it heard the other
  kernel_lease,      // (d) its holder was dead or frozen, and its elector dead, frozen, refused, without an
                     // address, or preempted
  shorter_timer,     // (e) the new one had a shorter down timer
  frozen_leaving,    // (f) the old one froze right after its priority 0
  permit,            // (g) the new one's group was told on another segment, and here an advert was missed
};
constexpr std::string_view exception_words[] = {
    "(a) partition",
    "(b) handover or offer",
    "(b) grace of a master that yields",
    "(c) preempted soon after it froze, or by an owner, or two that came at once",
    "(d) kernel lease: holder dead or frozen, elector too, or unheard, or preempted",
    "(e) a peer with a shorter down timer",
    "(f) froze right after priority 0",
    "(g) a group's permit: priority 0 on another segment, and here a missed advert"};
constexpr std::size_t exceptions = std::size(exception_words);

struct Verdict {
  // A group was apart for longer than an advert interval (together.h), because a member held on for a new
  // master that did not come, or waited for its addresses to go, which a frozen vip-ctl held.
  std::uint64_t held_on = 0, fenced = 0;
  std::array<std::uint64_t, exceptions> excused{};
  std::array<std::uint64_t, 8> judged{};  // how often each rule was looked at
  std::optional<std::string> violation{};

  void excuse(Exception why) { ++excused[static_cast<std::size_t>(why)]; }
  void broken(std::string what) {
    if (!violation) violation = std::move(what);
  }
};

}  // namespace vrrp::sim
