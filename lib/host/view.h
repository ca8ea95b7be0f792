// The links and addresses of this host, kept up to date by the kernel's changes.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "host/change.h"

namespace vrrp::host {

// Where an address is, or should be. A name identifies an interface: if a link is renamed, its addresses are
// on another interface.
struct Place {
  std::string interface {};  // its first name
  proto::Prefix address{};

  friend auto operator<=>(const Place&, const Place&) = default;
};

// The differences that a change may have made.
struct News {
  // An interface, by one of the names that it has or had. A rename is news about two interfaces: one is gone,
  // and one is new.
  struct OfLink {
    std::string name{};
    bool was_up = false;
    bool is_up = false;
    bool gone = false;  // no link has the name
  };
  struct OfAddress {
    Place place{};
    HostAddress address{};  // as it is now, or as it was before it went
    bool gone = false;
    bool differs = false;  // came, went, became usable or a duplicate; a renewed lifetime is not a difference
  };

  std::vector<OfLink> links{};
  std::vector<OfAddress> addresses{};  // deleted addresses come first
  bool link_differs = false;           // a link came, went, or is not what it was
};

class View {
 public:
  News apply(const Change& change);

  // nullptr: no link has this name, first or alternative, or this index.
  const Link* link(const std::string& name) const { return links_.find(name); }
  const Link* link(int index) const { return links_.find(index); }
  bool is_up(const std::string& name) const { return link(name) && link(name)->up; }
  // The first name of the link that has this one; without such a link the name itself.
  std::string real_name(const std::string& name) const { return link(name) ? link(name)->name : name; }

  // The link whose first name this is.
  const Link* interface(const std::string& first_name) const {
    const Link* found = link(first_name);
    return found && found->name == first_name ? found : nullptr;
  }

  // All addresses, in the order in which the kernel reported them: an interface's primary one comes first.
  std::vector<HostAddress> addresses() const;
  // Calls `visit` with each HostAddress of the link, or with those that have this address there: with several
  // prefix lengths there may be more than one.
  template <class Visit>
  void each_address(int link, Visit visit) const {
    for (auto at = addresses_.lower_bound({link, {}}); at != addresses_.end() && at->first.first == link;
         ++at)
      visit(at->second.address);
  }
  template <class Visit>
  void each_address(int link, const proto::Address& address, Visit visit) const {
    for (auto at = addresses_.lower_bound({link, {address, 0}});
         at != addresses_.end() && at->first.first == link && at->first.second.address == address; ++at)
      visit(at->second.address);
  }

 private:
  using Key = std::pair<int, proto::Prefix>;  // the link's index

  class Links {
   public:
    void put(const Link& link);
    void erase(int index);
    const Link* find(const std::string& name) const;
    const Link* find(int index) const;
    const std::map<std::string, int>& names() const { return names_; }

   private:
    std::map<int, Link> by_index_;
    std::map<std::string, int> names_;  // first and alternative ones
  };

  News apply_one(const LinkChange& change);
  News apply_one(const AddressChange& change);
  News apply_one(const Snapshot& all);

  struct Known {
    HostAddress address{};
    std::uint64_t number = 0;  // in the order of arrival
  };

  void complete(News& news) const;
  void move_addresses(int link, const std::string& from, const std::string& to, News& news) const;
  std::map<Place, HostAddress> places() const;

  Links links_;
  std::map<Key, Known> addresses_;
  std::uint64_t arrivals_ = 0;
};

}  // namespace vrrp::host
