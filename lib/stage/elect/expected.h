// What must report before a router may take part: each --track source, and each check that --expect names. A
// check that never reported is not healthy: a mistyped checker must not lead to an unchecked master.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace vrrp::stage {

class Expected {
 public:
  // The names of the sources, in their order, of the checks, and of the tracked interfaces.
  Expected(const std::vector<std::string>& sources, const std::vector<std::string>& checks,
           std::vector<std::string> links);

  // A record of that check came from that source.
  void heard(std::size_t source, const std::string& check);
  // That interface is up, or down.
  void heard_link(const std::string& name);

  struct Silent {
    enum class Kind : std::uint8_t { source, check, link } kind = Kind::source;
    std::string name{};
  };
  // Sources and checks that have not reported yet.
  std::vector<Silent> silent() const;
  bool all_spoke() const { return sources_.empty() && checks_.empty() && links_.empty(); }

 private:
  std::map<std::size_t, std::string> sources_;  // silent so far
  std::set<std::string> checks_;
  std::vector<std::string> links_;
};

// The message about one that did not report in time.
std::string complaint(const Expected::Silent& silent);

}  // namespace vrrp::stage
