// The links and addresses of this host, kept up to date by the kernel's changes.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "host/change.h"

namespace vrrp::host {

// Where an address is, or should be. An interface is what has its name: after a renaming the addresses of the
// link are on another interface.
struct Place {
  std::string interface {};  // its first name
  proto::Prefix address{};

  friend auto operator<=>(const Place&, const Place&) = default;
};

// What a change may have made different.
struct News {
  // An interface, by one of the names that it has or had. A renaming is news of two: one is gone, one is
  // here.
  struct OfLink {
    std::string name{};
    bool was_up = false;
    bool is_up = false;
    bool gone = false;  // no link has the name
  };
  struct OfAddress {
    Place place{};
    HostAddress address{};  // as it is; of one that is gone: as it was
    bool gone = false;
    bool differs = false;  // came, went, became usable or a duplicate; a renewed lifetime is no difference
  };

  std::vector<OfLink> links{};
  std::vector<OfAddress> addresses{};  // those that are gone come first
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

  // Calls `visit` with each HostAddress of the host, or with those that have this address on this link: with
  // several prefix lengths there may be more than one.
  template <class Visit>
  void each_address(Visit visit) const {
    for (const auto& [key, address] : addresses_) visit(address);
  }
  template <class Visit>
  void each_address(int link, const proto::Address& address, Visit visit) const {
    for (auto at = addresses_.lower_bound({link, {address, 0}});
         at != addresses_.end() && at->first.first == link && at->first.second.address == address; ++at)
      visit(at->second);
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

  void report_links(const Links& before, const std::vector<std::string>& names, News& news) const;
  void move_addresses(int link, const std::string& from, const std::string& to, News& news);

  Links links_;
  std::map<Key, HostAddress> addresses_;
};

}  // namespace vrrp::host
