#include "stage/elect/expected.h"

#include <utility>

#include "base/text.h"

namespace vrrp::stage {

Expected::Expected(const std::vector<std::string>& sources, const std::vector<std::string>& checks,
                   std::vector<std::string> links)
    : checks_(checks.begin(), checks.end()), links_(std::move(links)) {
  for (const std::string& name : sources) sources_.emplace(sources_.size(), name);
}

void Expected::heard(std::size_t source, const std::string& check) {
  sources_.erase(source);
  if (!checks_.empty()) checks_.erase(check);
}

void Expected::heard_link(const std::string& name) {
  std::erase(links_, name);
}

std::vector<Expected::Silent> Expected::silent() const {
  std::vector<Silent> all;
  for (const auto& [number, name] : sources_) all.push_back({Silent::Kind::source, name});
  for (const std::string& name : checks_) all.push_back({Silent::Kind::check, name});
  for (const std::string& name : links_) all.push_back({Silent::Kind::link, name});
  return all;
}

std::string complaint(const Expected::Silent& silent) {
  const std::string name = printable(silent.name);
  switch (silent.kind) {
    case Expected::Silent::Kind::source:
      return "--track " + name +
             ": no check has reported; the router is in fault until one does: is its vrrp-check running?";
    case Expected::Silent::Kind::check:
      return "--expect " + name + ": this check has not reported; the router is in fault until it does: " +
             "is its vrrp-check running, and is that its name?";
    case Expected::Silent::Kind::link:
      break;
  }
  return "--track-interface " + name + ": its state is not known; the router is in fault until it is";
}

}  // namespace vrrp::stage
