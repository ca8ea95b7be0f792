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

// A renewed lifetime is not a difference.
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

// The name may belong to another link by now, because two links may exchange their names.
void View::Links::erase(int index) {
  const auto known = by_index_.find(index);
  if (known == by_index_.end()) return;
  const auto forget = [&](const std::string& name) {
    if (const auto at = names_.find(name); at != names_.end() && at->second == index) names_.erase(at);
  };
  forget(known->second.name);
  std::ranges::for_each(known->second.alternative_names, forget);
  by_index_.erase(known);
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
  const int index = change.link.index;
  const Link* known = links_.find(index);
  const std::string old_name = known ? known->name : "";
  news.link_differs = change.gone || !known || *known != change.link;
  for (std::string& name : names_of(known, change.link))
    news.links.push_back({.name = name, .was_up = is_up(name)});
  if (change.gone)
    links_.erase(index);
  else
    links_.put(change.link);
  complete(news);
  move_addresses(index, old_name, change.gone ? "" : change.link.name, news);
  if (change.gone) std::erase_if(addresses_, [&](const auto& entry) { return entry.first.first == index; });
  return news;
}

// What the links are now.
void View::complete(News& news) const {
  for (News::OfLink& one : news.links) {
    const Link* is = link(one.name);
    one.is_up = is && is->up;
    one.gone = !is;
  }
}

// Empty: no name, as the link is not known yet or is gone.
void View::move_addresses(int link, const std::string& from, const std::string& to, News& news) const {
  if (from == to) return;
  for (const bool gone : {true, false}) {
    const std::string& name = gone ? from : to;
    if (name.empty()) continue;
    each_address(link, [&](const HostAddress& address) {
      news.addresses.push_back(
          {.place = {name, address.prefix}, .address = address, .gone = gone, .differs = true});
    });
  }
}

News View::apply_one(const AddressChange& change) {
  const Key key{change.address.link, change.address.prefix};
  const auto known = addresses_.find(key);
  const bool was_here = known != addresses_.end();
  const bool differs =
      change.gone == was_here || (was_here && !change.gone && differ(known->second.address, change.address));
  if (change.gone)
    addresses_.erase(key);
  else if (was_here)
    known->second.address = change.address;
  else
    addresses_[key] = {change.address, ++arrivals_};
  News news;
  if (const Link* on = links_.find(key.first))
    news.addresses.push_back({{on->name, key.second}, change.address, change.gone, differs});
  return news;
}

News View::apply_one(const Snapshot& all) {
  News news;
  news.link_differs = true;
  std::set<std::string> names;
  const auto note_names = [&] {
    for (const auto& [name, index] : links_.names()) names.insert(name);
  };
  note_names();
  const Links links_before = links_;
  const auto before = places();
  links_ = {};
  addresses_.clear();
  for (const Link& link : all.links) links_.put(link);
  for (const HostAddress& address : all.addresses)
    addresses_[{address.link, address.prefix}] = {address, ++arrivals_};
  note_names();

  for (const std::string& name : names) {
    const Link* was = links_before.find(name);
    news.links.push_back({.name = name, .was_up = was && was->up});
  }
  complete(news);
  const auto now = places();
  for (const auto& [place, address] : before)
    if (!now.contains(place))
      news.addresses.push_back({.place = place, .address = address, .gone = true, .differs = true});
  for (const auto& [place, address] : now) {
    const auto was = before.find(place);
    const bool differs = was == before.end() || differ(was->second, address);
    news.addresses.push_back({.place = place, .address = address, .gone = false, .differs = differs});
  }
  return news;
}

// ---- addresses

std::vector<HostAddress> View::addresses() const {
  std::vector<const Known*> order;
  for (const auto& [key, known] : addresses_) order.push_back(&known);
  std::ranges::sort(order, {}, &Known::number);
  std::vector<HostAddress> all;
  for (const Known* known : order) all.push_back(known->address);
  return all;
}

// Only for addresses whose link is known.
std::map<Place, HostAddress> View::places() const {
  std::map<Place, HostAddress> all;
  for (const auto& [key, known] : addresses_)
    if (const Link* on = links_.find(key.first)) all[{on->name, key.second}] = known.address;
  return all;
}

}  // namespace vrrp::host
