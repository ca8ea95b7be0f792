// Which names of checks a process knows: whoever can write into its pipe of checks cannot make it grow.
#pragma once

#include <cstddef>
#include <set>
#include <string>

namespace vrrp::stage {

// None is ever forgotten: a check whose checker died must go on counting as down.
class CheckNames {
 public:
  static constexpr std::size_t most = 256;

  enum class Answer {
    known,    // also a new name, if there is room for it
    refused,  // there are too many
    refused_first,
  };
  Answer admit(const std::string& name) {
    if (names_.contains(name)) return Answer::known;
    if (names_.size() < most) return names_.insert(name), Answer::known;
    const bool first = !refused_;
    refused_ = true;
    return first ? Answer::refused_first : Answer::refused;
  }

 private:
  std::set<std::string> names_;
  bool refused_ = false;
};

}  // namespace vrrp::stage
