// Who must speak before a router may take part: each --track source, and each check that --expect names.
// Something that never spoke is not healthy: a mistyped checker must not make a master that nobody checks.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace vrrp::stage {

class Expected {
 public:
  // The names of the sources, in their order, and those of the checks.
  Expected(const std::vector<std::string>& sources, const std::vector<std::string>& checks);

  // A record of that check came from that source.
  void heard(std::size_t source, const std::string& check);

  struct Silent {
    enum class Kind : std::uint8_t { source, check, link } kind = Kind::source;
    std::string name{};
  };
  // Those that have not spoken yet.
  std::vector<Silent> silent() const;
  bool all_spoke() const { return sources_.empty() && checks_.empty(); }

 private:
  std::map<std::size_t, std::string> sources_;  // silent so far
  std::set<std::string> checks_;
};

// What a person is told of one that did not speak in time.
std::string complaint(const Expected::Silent& silent);

}  // namespace vrrp::stage
