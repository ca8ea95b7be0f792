#include "host/view.h"

#include <algorithm>
#include <set>
#include <variant>

namespace vrrp::host {
namespace {

// The names of both, each once: those of a link before and after a change.
std::vector<std::string> names_of(const Link* before, const Link& after) {
  std::vector<std::string> names{after.name};
  const auto also = [&](const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  if (before) {
    also(before->name);
    std::ranges::for_each(before->alternative_names, also);
  }
  std::ranges::for_each(after.alternative_names, also);
  return names;
}

// A lifetime that was renewed makes no difference.
bool differ(const HostAddress& one, const HostAddress& other) {
  return is_usable(one) != is_usable(other) || one.duplicate != other.duplicate;
}

}  // namespace

// ---- Links

void View::Links::put(const Link& link) {
  erase(link.index);
  by_index_[link.index] = link;
  names_[link.name] = link.index;
  for (const std::string& name : link.alternative_names) names_[name] = link.index;
}

void View::Links::erase(int index) {
  by_index_.erase(index);
  std::erase_if(names_, [&](const auto& entry) { return entry.second == index; });
}

const Link* View::Links::find(const std::string& name) const {
  const auto index = names_.find(name);
  return index == names_.end() ? nullptr : find(index->second);
}

const Link* View::Links::find(int index) const {
  const auto found = by_index_.find(index);
  return found == by_index_.end() ? nullptr : &found->second;
}

// ---- changes

News View::apply(const Change& change) {
  return std::visit([this](const auto& one) { return apply_one(one); }, change);
}

News View::apply_one(const LinkChange& change) {
  News news;
  const Links before = links_;
  const int index = change.link.index;
  const Link* known = before.find(index);
  news.link_differs = change.gone || !known || *known != change.link;
  if (change.gone)
    links_.erase(index);
  else
    links_.put(change.link);
  report_links(before, names_of(known, change.link), news);
  move_addresses(index, known ? known->name : "", change.gone ? "" : change.link.name, news);
  if (change.gone) std::erase_if(addresses_, [&](const auto& entry) { return entry.first.first == index; });
  return news;
}

void View::report_links(const Links& before, const std::vector<std::string>& names, News& news) const {
  for (const std::string& name : names) {
    const Link *was = before.find(name), *is = links_.find(name);
    news.links.push_back({.name = name, .was_up = was && was->up, .is_up = is && is->up, .gone = !is});
  }
}

// Empty: no name, as the link is not known yet or is gone.
void View::move_addresses(int link, const std::string& from, const std::string& to, News& news) {
  if (from == to) return;
  for (const bool gone : {true, false}) {
    const std::string& name = gone ? from : to;
    if (name.empty()) continue;
    for (const auto& [key, address] : addresses_)
      if (key.first == link)
        news.addresses.push_back(
            {.place = {name, address.prefix}, .address = address, .gone = gone, .differs = true});
  }
}

News View::apply_one(const AddressChange& change) {
  const Key key{change.address.link, change.address.prefix};
  const auto known = addresses_.find(key);
  const bool was_here = known != addresses_.end();
  const bool differs =
      change.gone == was_here || (was_here && !change.gone && differ(known->second, change.address));
  if (change.gone)
    addresses_.erase(key);
  else
    addresses_[key] = change.address;
  News news;
  if (const Link* on = links_.find(key.first))
    news.addresses.push_back({{on->name, key.second}, change.address, change.gone, differs});
  return news;
}

News View::apply_one(const Snapshot& all) {
  const Links before = std::exchange(links_, {});
  for (const Link& link : all.links) links_.put(link);
  const auto addresses_before = std::exchange(addresses_, {});
  for (const HostAddress& address : all.addresses) addresses_[{address.link, address.prefix}] = address;

  News news;
  news.link_differs = true;
  std::set<std::string> names;
  for (const Links* links : {&before, &std::as_const(links_)})
    for (const auto& [name, index] : links->names()) names.insert(name);
  report_links(before, {names.begin(), names.end()}, news);

  const auto places = [](const Links& links, const std::map<Key, HostAddress>& addresses) {
    std::map<Place, HostAddress> found;
    for (const auto& [key, address] : addresses)
      if (const Link* on = links.find(key.first)) found[{on->name, key.second}] = address;
    return found;
  };
  const auto was = places(before, addresses_before), is = places(links_, addresses_);
  for (const auto& [place, address] : was)
    if (!is.contains(place))
      news.addresses.push_back({.place = place, .address = address, .gone = true, .differs = true});
  for (const auto& [place, address] : is) {
    const auto known = was.find(place);
    const bool differs = known == was.end() || differ(known->second, address);
    news.addresses.push_back({.place = place, .address = address, .gone = false, .differs = differs});
  }
  return news;
}

}  // namespace vrrp::host
