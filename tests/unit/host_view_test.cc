// The links and addresses of a host, whatever becomes of them.
#include "host/view.h"

#include <gtest/gtest.h>

#include "host_changes.h"

namespace vrrp::host {
namespace {

const Place vip{"eth0", *proto::Prefix::parse("10.0.0.3/32")};
const Place own{"eth0", *proto::Prefix::parse("10.0.0.1/24")};
using Lines = std::vector<std::string>;

// "eth0 up", "eth0 down", "eth0 gone"; "+10.0.0.3/32@eth0", "-…" for one that is gone, "=…" for no
// difference.
Lines lines(const News& news) {
  Lines all;
  for (const News::OfLink& link : news.links)
    all.push_back(link.name + (link.gone ? " gone" : link.is_up ? " up" : " down"));
  for (const News::OfAddress& one : news.addresses)
    all.push_back((!one.differs ? "="
                   : one.gone   ? "-"
                                : "+") +
                  one.place.address.text() + "@" + one.place.interface);
  return all;
}

Link renamed(Link link, std::string name) {
  link.name = std::move(name);
  return link;
}
Link also_named(Link link, std::vector<std::string> names) {
  link.alternative_names = std::move(names);
  return link;
}

// A host with eth0, up, and its own address there.
class HostView : public testing::Test {
 protected:
  HostView() { view.apply(Snapshot{.links = {link("eth0")}, .addresses = {foreign(own)}}); }
  Lines told(const Change& change) { return lines(view.apply(change)); }
  bool has(const Place& place) const {
    bool found = false;
    view.each_address(index_of(place.interface), place.address.address,
                      [&](const HostAddress& one) { found = found || one.prefix == place.address; });
    return found;
  }

  View view;
};

// ---- links

TEST_F(HostView, ALinkComesChangesAndGoes) {
  EXPECT_EQ(view.link("eth1"), nullptr);
  EXPECT_EQ(told(link_is("eth1")), Lines{"eth1 up"});
  EXPECT_TRUE(view.is_up("eth1"));
  EXPECT_EQ(told(link_is("eth1", false)), Lines{"eth1 down"});
  EXPECT_FALSE(view.is_up("eth1"));
  EXPECT_EQ(view.link(index_of("eth1")), view.link("eth1"));
  EXPECT_EQ(told(link_is_gone("eth1")), Lines{"eth1 gone"});
  EXPECT_EQ(view.link("eth1"), nullptr);
  EXPECT_EQ(view.link(index_of("eth1")), nullptr);
}

TEST_F(HostView, NewsSaysWhatALinkWasBefore) {
  const News down = view.apply(link_is("eth0", false));
  EXPECT_TRUE(down.links[0].was_up);
  EXPECT_TRUE(down.link_differs);
  EXPECT_FALSE(view.apply(link_is("eth0", false)).link_differs);
}

TEST_F(HostView, ARenamedLinkTakesItsAddressesToTheNewName) {
  EXPECT_EQ(told(LinkChange{renamed(link("eth0"), "lan0")}),
            (Lines{"lan0 up", "eth0 gone", "-10.0.0.1/24@eth0", "+10.0.0.1/24@lan0"}));
  EXPECT_EQ(view.link("eth0"), nullptr);
  EXPECT_EQ(view.link("lan0")->index, index_of("eth0"));
}

TEST_F(HostView, TwoLinksMayExchangeTheirNames) {
  view.apply(link_is("eth1"));
  view.apply(LinkChange{renamed(link("eth0"), "new")});
  view.apply(LinkChange{renamed(link("eth1"), "eth0")});
  view.apply(LinkChange{renamed(link("eth0"), "eth1")});
  ASSERT_TRUE(view.link("eth0") && view.link("eth1"));
  EXPECT_EQ(view.link("eth0")->index, index_of("eth1"));
  EXPECT_EQ(view.link("eth1")->index, index_of("eth0"));
}

TEST_F(HostView, AnAlternativeNameFindsTheLinkToo) {
  EXPECT_EQ(told(LinkChange{also_named(link("eth0"), {"lan0", "uplink"})}),
            (Lines{"eth0 up", "lan0 up", "uplink up"}));
  EXPECT_EQ(view.real_name("uplink"), "eth0");
  EXPECT_EQ(view.real_name("wan0"), "wan0");
  EXPECT_EQ(told(LinkChange{also_named(link("eth0"), {"lan0"})}),
            (Lines{"eth0 up", "lan0 up", "uplink gone"}));
  EXPECT_EQ(view.link("uplink"), nullptr);
}

TEST_F(HostView, ALinkThatGoesTakesItsAddressesWithIt) {
  EXPECT_EQ(told(link_is_gone("eth0")), (Lines{"eth0 gone", "-10.0.0.1/24@eth0"}));
  EXPECT_FALSE(has(own));
  EXPECT_EQ(told(is_gone(own)), Lines{});  // the kernel's word about it comes later
}

// ---- addresses

TEST_F(HostView, ARenewalIsNoDifference) {
  EXPECT_EQ(told(is_there(leased(vip))), Lines{"+10.0.0.3/32@eth0"});
  EXPECT_EQ(told(is_there(leased(vip))), Lines{"=10.0.0.3/32@eth0"});
  EXPECT_TRUE(has(vip));
  EXPECT_EQ(told(is_gone(vip)), Lines{"-10.0.0.3/32@eth0"});
  EXPECT_EQ(told(is_gone(vip)), Lines{"=10.0.0.3/32@eth0"});
  EXPECT_FALSE(has(vip));
}

TEST_F(HostView, AnAddressIsKnownByItsLengthToo) {
  view.apply(is_there(foreign({"eth0", *proto::Prefix::parse("10.0.0.3/24")})));
  EXPECT_FALSE(has(vip));
}

TEST_F(HostView, TheEndOfDoubtIsADifferenceForBetterAndForWorse) {
  HostAddress address = foreign({"eth0", *proto::Prefix::parse("fd00::3/128")});
  address.tentative = true;
  EXPECT_EQ(told(is_there(address)), Lines{"+fd00::3/128@eth0"});
  address.duplicate = true;
  EXPECT_EQ(told(is_there(address)), Lines{"+fd00::3/128@eth0"});
  address.tentative = address.duplicate = false;
  EXPECT_EQ(told(is_there(address)), Lines{"+fd00::3/128@eth0"});
}

// The first one of an interface is its primary one, which adverts come from.
TEST_F(HostView, AddressesComeInTheOrderInWhichTheKernelReportedThem) {
  const auto order = [&] {
    Lines all;
    for (const HostAddress& address : view.addresses()) all.push_back(address.prefix.text());
    return all;
  };
  const Place lower{"eth0", *proto::Prefix::parse("9.0.0.1/24")};
  view.apply(is_there(foreign(lower)));
  view.apply(is_there(foreign(own)));  // a renewal keeps its place
  EXPECT_EQ(order(), (Lines{"10.0.0.1/24", "9.0.0.1/24"}));
  view.apply(Snapshot{.links = {link("eth0")}, .addresses = {foreign(own), foreign(lower), leased(vip)}});
  EXPECT_EQ(order(), (Lines{"10.0.0.1/24", "9.0.0.1/24", "10.0.0.3/32"}));
  view.apply(is_gone(own));
  view.apply(is_there(foreign(own)));
  EXPECT_EQ(order(), (Lines{"9.0.0.1/24", "10.0.0.3/32", "10.0.0.1/24"}));
}

TEST_F(HostView, AnInterfaceIsNamedByItsFirstName) {
  view.apply(LinkChange{also_named(link("eth0"), {"lan0"})});
  EXPECT_EQ(view.interface("eth0"), view.link("lan0"));
  EXPECT_EQ(view.interface("lan0"), nullptr);
}

TEST_F(HostView, AnAddressMayBeReportedBeforeItsLink) {
  const Place away{"eth1", *proto::Prefix::parse("10.0.1.3/32")};
  EXPECT_EQ(told(is_there(leased(away))), Lines{});
  EXPECT_EQ(told(link_is("eth1")), (Lines{"eth1 up", "+10.0.1.3/32@eth1"}));
}

// ---- everything anew

TEST_F(HostView, ASnapshotSaysWhatIsMissingAndWhatIsNew) {
  view.apply(is_there(leased(vip)));
  EXPECT_EQ(told(Snapshot{.links = {link("eth0", false), link("eth1")}, .addresses = {leased(vip)}}),
            (Lines{"eth0 down", "eth1 up", "-10.0.0.1/24@eth0", "=10.0.0.3/32@eth0"}));
}

TEST_F(HostView, ASnapshotSaysWhatBecameOfALinkThatIsMissing) {
  EXPECT_EQ(told(Snapshot{}), (Lines{"eth0 gone", "-10.0.0.1/24@eth0"}));
}

// ---- what may be done with an address

TEST(HostAddress, OneInDoubtIsNotUsedUnlessItIsOptimistic) {
  HostAddress address;
  EXPECT_TRUE(is_usable(address) && may_be_announced(address));
  address.tentative = true;
  EXPECT_FALSE(is_usable(address) || may_be_announced(address));
  address.optimistic = true;
  EXPECT_TRUE(is_usable(address));
  EXPECT_FALSE(may_be_announced(address));
}

TEST(HostAddress, ADuplicateIsNeverUsed) {
  HostAddress address;
  address.duplicate = true;
  EXPECT_FALSE(is_usable(address) || may_be_announced(address));
  address.tentative = address.optimistic = true;
  EXPECT_FALSE(is_usable(address) || may_be_announced(address));
}

TEST(HostAddress, OursForEverIsNotLeased) {
  HostAddress address;
  address.valid = std::chrono::seconds(3);
  EXPECT_FALSE(is_ours(address) || is_leased(address));
  address.tag = our_tag;
  EXPECT_TRUE(is_ours(address) && is_leased(address));
  address.valid.reset();
  EXPECT_TRUE(is_ours(address));
  EXPECT_FALSE(is_leased(address));
}

}  // namespace
}  // namespace vrrp::host
