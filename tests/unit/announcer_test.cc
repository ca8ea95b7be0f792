// garp-send's decisions. Each test is a story: what the kernel says, what the pipe says, what is then sent.
#include "stage/announce/announcer.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vrrp::stage {
namespace {

using record::State;
using record::VipAction;

const proto::Mac own_mac = *proto::Mac::parse("02:00:00:00:00:01");
const proto::Mac other_mac = *proto::Mac::parse("02:00:00:00:00:02");
const proto::Mac changed_mac = *proto::Mac::parse("02:00:00:00:00:03");
const proto::Mac virtual_mac = *proto::Mac::parse("00:00:5e:00:01:32");
const record::Router r50{.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{50}};
const record::Router r51{.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{51}};
constexpr int eth0 = 2, eth1 = 3;

Time at(Duration d) {
  return Time(100s + d);
}
proto::Address address(std::string_view text) {
  return *proto::Address::parse(text);
}

struct Sending {
  Duration when{};
  Announcer::Send send{};
};

class AnnouncerStory : public testing::Test {
 protected:
  AnnouncerStory() {
    link(eth0, "eth0", own_mac);
    link(eth1, "eth1", other_mac);
    has(eth0, "10.0.0.3");
  }

  // ---- the kernel
  void link(int index, std::string name, proto::Mac mac, bool up = true) {
    tell(host::LinkChange{.link = {.index = index, .name = std::move(name), .mac = mac, .up = up}});
  }
  void has(int link, std::string_view text, bool tentative = false) {
    tell(host::AddressChange{
        .address = {.link = link, .prefix = *proto::Prefix::parse(text), .tentative = tentative}});
  }
  void lacks(int link, std::string_view text) {
    tell(host::AddressChange{.address = {.link = link, .prefix = *proto::Prefix::parse(text)}, .gone = true});
  }

  // ---- the pipe
  void state(const record::Router& router, State state, std::vector<std::string_view> vips = {"10.0.0.3"},
             std::string vip_interface = {}) {
    record::StateChange change{.router = router, .state = state};
    if (state == State::init) change.reason = record::Reason::shutdown;
    for (const auto text : vips)
      change.vips.push_back({.address = *proto::Prefix::parse(text), .interface = vip_interface});
    tell(record::Incoming(change));
  }
  void vip(VipAction action, std::string_view text = "10.0.0.3", std::string interface = "eth0",
           const record::Router& owner = r50, std::optional<proto::Mac> mac = std::nullopt) {
    record::Router named = owner;
    named.interface = interface;  // as json.cc reads it
    tell(record::Incoming(record::VipEvent{.router = named,
                                           .action = action,
                                           .address = *proto::Prefix::parse(text),
                                           .interface = interface,
                                           .mac = mac}));
  }
  void contest(const record::Router& router = r50) {
    tell(record::Incoming(record::Contest{.router = router, .peer = {.address = address("10.0.0.2")}}));
  }
  void tell(const Announcer::Input& input) { announcer_.step(at(now_), input); }

  void master_with_its_vip() {
    state(r50, State::master);
    vip(VipAction::added);
  }

  void without_refresh() {
    announcer_ = Announcer({.refresh = std::nullopt});
    link(eth0, "eth0", own_mac);
    link(eth1, "eth1", other_mac);
    has(eth0, "10.0.0.3");
  }

  // ---- what it does until `end`, all sends succeeding while `wire_works`
  void run_until(Duration end) {
    while (true) {
      drain();
      const auto next = announcer_.deadline();
      if (left_ || !next || *next > at(end)) break;
      now_ = std::max(now_, std::chrono::duration_cast<Duration>(*next - at(0s)));
    }
    now_ = end;
  }
  void drain() {
    for (auto actions = announcer_.tick(at(now_)); !actions.empty() && !left_;
         actions = announcer_.tick(at(now_)))
      for (const Announcer::Action& action : actions) std::visit([&](const auto& a) { does(a); }, action);
  }
  void does(const Announcer::Send& send) {
    sent_.push_back({now_, send});
    tell(Announcer::Sent{send.address, send.interface, wire_works_});
  }
  void does(const Announcer::Withhold& withhold) { withheld_.push_back(withhold); }
  void does(const record::Announce& announce) { told_.push_back(announce); }
  void does(const Announcer::Exit& leave) { left_ = leave.status; }

  std::vector<Duration> times() const {
    std::vector<Duration> all;
    for (const Sending& one : sent_) all.push_back(one.when);
    return all;
  }
  std::vector<std::string> addresses() const {
    std::vector<std::string> all;
    for (const Sending& one : sent_) all.push_back(one.send.address.text());
    return all;
  }
  std::vector<std::string> reasons() const {
    std::vector<std::string> all;
    for (const record::Announce& one : told_) all.push_back(one.reason + " " + std::to_string(one.packets));
    return all;
  }
  void forget() { sent_.clear(), told_.clear(), withheld_.clear(); }

  Announcer announcer_{{.count = 5, .interval = 200ms, .refresh = 5s}};
  Duration now_{};
  bool wire_works_ = true;
  std::vector<Sending> sent_;
  std::vector<record::Announce> told_;
  std::vector<Announcer::Withhold> withheld_;
  std::optional<int> left_;
};

using Strings = std::vector<std::string>;
using Durations = std::vector<Duration>;

// ---- the burst

TEST_F(AnnouncerStory, AnAddedVipIsAnnouncedFiveTimesAtOnceAndThenEveryInterval) {
  master_with_its_vip();
  run_until(2s);
  EXPECT_EQ(times(), (Durations{0ms, 200ms, 400ms, 600ms, 800ms}));
  ASSERT_FALSE(sent_.empty());
  EXPECT_EQ(sent_.front().send, (Announcer::Send{address("10.0.0.3"), "eth0", eth0, own_mac}));
}

TEST_F(AnnouncerStory, OneRecordTellsOfTheWholeBurst) {
  master_with_its_vip();
  run_until(2s);
  ASSERT_EQ(told_.size(), 1u);
  EXPECT_EQ(told_[0].router, r50);
  EXPECT_EQ(told_[0].address, address("10.0.0.3"));
  EXPECT_EQ(told_[0].interface, "eth0");
  EXPECT_EQ(told_[0].mac, own_mac);
  EXPECT_EQ(told_[0].packets, 5u);
  EXPECT_EQ(told_[0].reason, "added");
}

TEST_F(AnnouncerStory, ARestoredVipIsAnnounced) {
  state(r50, State::master);
  vip(VipAction::restored);
  run_until(2s);
  EXPECT_EQ(reasons(), Strings{"restored 5"});
}

TEST_F(AnnouncerStory, AKeptVipOfANewMasterIsAnnounced) {
  state(r50, State::master);
  vip(VipAction::kept);
  run_until(2s);
  EXPECT_EQ(reasons(), Strings{"kept 5"});
}

TEST_F(AnnouncerStory, AKeptVipOfABackupIsNot) {
  state(r50, State::backup);
  vip(VipAction::kept);
  run_until(20s);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(AnnouncerStory, AVipOfNoRouterIsAnnounced) {  // vip-ctl add | garp-send follow
  vip(VipAction::added, "10.0.0.3", "eth0", {});
  run_until(2s);
  EXPECT_EQ(reasons(), Strings{"added 5"});
}

TEST_F(AnnouncerStory, TheSecondPacketCanFollowSooner) {
  announcer_ = Announcer(Announcer::Settings{}.following());
  has(eth0, "10.0.0.3");
  link(eth0, "eth0", own_mac);
  master_with_its_vip();
  run_until(2s);
  EXPECT_EQ(times(), (Durations{0ms, 25ms, 225ms, 425ms, 625ms}));
}

TEST_F(AnnouncerStory, SeveralVipsAreInterleavedInTheOrderOfTheirRecords) {
  has(eth0, "10.0.0.2");
  state(r50, State::master, {"10.0.0.3", "10.0.0.2"});
  vip(VipAction::added, "10.0.0.3");
  vip(VipAction::added, "10.0.0.2");
  run_until(300ms);
  EXPECT_EQ(addresses(), (Strings{"10.0.0.3", "10.0.0.2", "10.0.0.3", "10.0.0.2"}));
}

TEST_F(AnnouncerStory, AnIntervalOfZeroSendsAllAtOnceStillInterleaved) {
  announcer_ = Announcer({.count = 2, .interval = 0ms, .refresh = std::nullopt});
  link(eth0, "eth0", own_mac);
  has(eth0, "10.0.0.3");
  has(eth0, "10.0.0.2");
  vip(VipAction::added, "10.0.0.3");
  vip(VipAction::added, "10.0.0.2");
  run_until(0ms);
  EXPECT_EQ(addresses(), (Strings{"10.0.0.3", "10.0.0.2", "10.0.0.3", "10.0.0.2"}));
  EXPECT_EQ(reasons(), (Strings{"added 2", "added 2"}));
}

// ---- the MAC

TEST_F(AnnouncerStory, TheInterfacesMacOfNowGoesBeforeTheOneInTheRecord) {
  state(r50, State::master);
  vip(VipAction::added, "10.0.0.3", "eth0", r50, other_mac);
  run_until(1s);
  EXPECT_EQ(sent_.front().send.mac, own_mac);
  EXPECT_EQ(told_.front().mac, own_mac);
}

TEST_F(AnnouncerStory, TheVirtualRoutersMacInARecordIsAnnounced) {
  state(r50, State::master);
  vip(VipAction::added, "10.0.0.3", "eth0", r50, virtual_mac);
  run_until(1s);
  ASSERT_FALSE(sent_.empty());
  EXPECT_EQ(sent_.front().send.mac, virtual_mac);
  ASSERT_FALSE(told_.empty());
  EXPECT_EQ(told_.front().mac, virtual_mac);
}

TEST_F(AnnouncerStory, AnotherVirtualRoutersMacInARecordIsNot) {
  has(eth0, "10.0.0.4");
  state(r51, State::master, {"10.0.0.4"});
  vip(VipAction::added, "10.0.0.4", "eth0", r51, virtual_mac);
  run_until(1s);
  EXPECT_EQ(sent_.front().send.mac, own_mac);
}

TEST_F(AnnouncerStory, TheVirtualMacOfTheOtherFamilyInARecordIsNot) {
  const record::Router v6{.interface = "eth0", .family = proto::Family::ipv6, .vrid = std::uint8_t{50}};
  has(eth0, "fd00::3");
  state(v6, State::master, {"fd00::3"});
  vip(VipAction::added, "fd00::3", "eth0", v6, virtual_mac);
  run_until(1s);
  EXPECT_EQ(sent_.front().send.mac, own_mac);
}

TEST_F(AnnouncerStory, AMacThatChangesIsAnnouncedAtOnce) {
  master_with_its_vip();
  run_until(2s);
  forget();
  link(eth0, "eth0", changed_mac);
  run_until(4s);
  EXPECT_EQ(times(), (Durations{2000ms, 2200ms, 2400ms, 2600ms, 2800ms}));
  EXPECT_EQ(sent_.front().send.mac, changed_mac);
  EXPECT_EQ(reasons(), Strings{"mac_changed 5"});
  EXPECT_EQ(told_.front().mac, changed_mac);
}

TEST_F(AnnouncerStory, AMacThatChangesIsAnnouncedAtOnceWithoutRefreshToo) {
  without_refresh();
  master_with_its_vip();
  run_until(2s);
  forget();
  link(eth0, "eth0", changed_mac);
  run_until(60s);
  EXPECT_EQ(reasons(), Strings{"mac_changed 5"});
}

TEST_F(AnnouncerStory, AMacThatChangesIsAnnouncedForAnIpv6VipToo) {
  const record::Router v6{.interface = "eth0", .family = proto::Family::ipv6, .vrid = std::uint8_t{50}};
  has(eth0, "fd00::3");
  state(v6, State::master, {"fd00::3"});
  vip(VipAction::added, "fd00::3", "eth0", v6, own_mac);
  run_until(2s);
  forget();
  link(eth0, "eth0", changed_mac);
  run_until(2s);
  ASSERT_EQ(addresses(), Strings{"fd00::3"});
  EXPECT_EQ(sent_.front().send.mac, changed_mac);
}

TEST_F(AnnouncerStory, AMacThatChangesWithinABurstBeginsItAnewAndEachRecordHasItsOwn) {
  master_with_its_vip();
  run_until(300ms);
  link(eth0, "eth0", changed_mac);
  run_until(3s);
  EXPECT_EQ(reasons(), (Strings{"added 2", "mac_changed 5"}));
  EXPECT_EQ(told_.front().mac, own_mac);
  EXPECT_EQ(told_.back().mac, changed_mac);
}

TEST_F(AnnouncerStory, AMacThatChangedWhileTheLinkWasDownIsAnnouncedWhenItReturns) {
  master_with_its_vip();
  run_until(2s);
  forget();
  link(eth0, "eth0", own_mac, false);
  link(eth0, "eth0", changed_mac, false);
  run_until(3s);
  EXPECT_TRUE(sent_.empty());
  link(eth0, "eth0", changed_mac);
  run_until(5s);
  EXPECT_EQ(reasons(), Strings{"mac_changed 5"});
}

TEST_F(AnnouncerStory, AMacThatChangedDuringAnOverrunIsAnnounced) {
  master_with_its_vip();
  run_until(2s);
  forget();
  tell(host::Snapshot{.links = {{.index = eth0, .name = "eth0", .mac = changed_mac, .up = true}},
                      .addresses = {{.link = eth0, .prefix = *proto::Prefix::parse("10.0.0.3")}}});
  run_until(4s);
  EXPECT_EQ(reasons(), Strings{"mac_changed 5"});
}

TEST_F(AnnouncerStory, ANewMacOfTheInterfaceDoesNotConcernAVirtualMac) {
  without_refresh();
  state(r50, State::master);
  vip(VipAction::added, "10.0.0.3", "eth0", r50, virtual_mac);
  run_until(2s);
  forget();
  link(eth0, "eth0", changed_mac);
  run_until(4s);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(AnnouncerStory, ANewMacOfAnotherInterfaceDoesNotConcernIt) {
  without_refresh();
  master_with_its_vip();
  run_until(2s);
  forget();
  link(eth1, "eth1", changed_mac);
  run_until(4s);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(AnnouncerStory, NewsOfALinkThatSaysNothingNewAnnouncesNothing) {
  without_refresh();
  master_with_its_vip();
  run_until(2s);
  forget();
  link(eth0, "eth0", own_mac);
  run_until(4s);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(AnnouncerStory, AfterASignalANewMacIsNotAnnounced) {  // the successor may have been heard by now
  master_with_its_vip();
  run_until(2s);
  forget();
  tell(Announcer::Signal{});
  link(eth0, "eth0", changed_mac);
  run_until(2500ms);
  EXPECT_TRUE(sent_.empty());
}

// ---- a carrier that returns

TEST_F(AnnouncerStory, ACarrierThatReturnsIsAnnouncedAtOnceWithoutRefreshToo) {
  without_refresh();
  master_with_its_vip();
  run_until(2s);
  forget();
  link(eth0, "eth0", own_mac, false);
  run_until(10s);
  EXPECT_TRUE(sent_.empty());
  link(eth0, "eth0", own_mac);
  run_until(12s);
  EXPECT_EQ(times(), (Durations{10000ms, 10200ms, 10400ms, 10600ms, 10800ms}));
  EXPECT_EQ(reasons(), Strings{"link_up 5"});
}

TEST_F(AnnouncerStory, ACarrierThatReturnedBeforeItWasLookedAtIsAnnouncedToo) {
  without_refresh();
  master_with_its_vip();
  run_until(2s);
  forget();
  link(eth0, "eth0", own_mac, false);  // both are read in one go
  link(eth0, "eth0", own_mac);
  run_until(3s);
  EXPECT_EQ(reasons(), Strings{"link_up 5"});
}

TEST_F(AnnouncerStory, AVipThatWasAddedWhileTheLinkWasDownIsAnnouncedWhenItReturns) {
  without_refresh();
  link(eth0, "eth0", own_mac, false);
  master_with_its_vip();
  run_until(1s);
  link(eth0, "eth0", own_mac);
  run_until(3s);
  EXPECT_EQ(reasons(), Strings{"added 5"});
}

TEST_F(AnnouncerStory, AVipThatTheKernelReportsAfterItsRecordIsAnnouncedThen) {  // IPv6: a work queue's turn
  without_refresh();
  lacks(eth0, "10.0.0.3");
  master_with_its_vip();
  run_until(1s);
  EXPECT_TRUE(sent_.empty());
  has(eth0, "10.0.0.3");
  run_until(3s);
  EXPECT_EQ(reasons(), Strings{"added 5"});
}

TEST_F(AnnouncerStory, ACarrierThatReturnsIsAnnouncedForAVirtualMacToo) {
  without_refresh();
  state(r50, State::master);
  vip(VipAction::added, "10.0.0.3", "eth0", r50, virtual_mac);
  run_until(2s);
  forget();
  link(eth0, "eth0", own_mac, false);
  link(eth0, "eth0", own_mac);
  run_until(3s);
  EXPECT_EQ(reasons(), Strings{"link_up 5"});
  EXPECT_EQ(told_.front().mac, virtual_mac);
}

TEST_F(AnnouncerStory, ACarrierThatReturnsAnnouncesNothingForARouterThatIsNotMaster) {
  master_with_its_vip();
  run_until(2s);
  forget();
  link(eth0, "eth0", own_mac, false);
  state(r50, State::fault);
  link(eth0, "eth0", own_mac);
  run_until(10s);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(AnnouncerStory, AnIpv6VipIsAnnouncedToo) {
  const record::Router v6{.interface = "eth0", .family = proto::Family::ipv6, .vrid = std::uint8_t{50}};
  has(eth0, "fd00::3");
  state(v6, State::master, {"fd00::3"});
  vip(VipAction::added, "fd00::3", "eth0", v6);
  run_until(1s);
  ASSERT_FALSE(sent_.empty());
  EXPECT_EQ(sent_.front().send.address, address("fd00::3"));
}

// ---- never for an address that is not on this host

TEST_F(AnnouncerStory, NothingForAnAddressThatThisHostDoesNotHave) {
  state(r50, State::master, {"10.0.0.9"});
  vip(VipAction::added, "10.0.0.9");
  run_until(20s);
  EXPECT_TRUE(sent_.empty());
  EXPECT_TRUE(told_.empty());
  EXPECT_FALSE(withheld_.empty());
}

TEST_F(AnnouncerStory, NothingForAnAddressThatIsOnAnotherInterface) {
  has(eth1, "10.0.0.9");
  state(r50, State::master, {"10.0.0.9"});
  vip(VipAction::added, "10.0.0.9", "eth0");
  run_until(20s);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(AnnouncerStory, AnAddressThatTheKernelTookAwayEndsTheBurst) {
  master_with_its_vip();
  run_until(300ms);
  lacks(eth0, "10.0.0.3");
  run_until(20s);
  EXPECT_EQ(times(), (Durations{0ms, 200ms}));
  EXPECT_EQ(reasons(), Strings{"added 2"});
}

TEST_F(AnnouncerStory, AThawedAnnouncerSendsNothingForAVipThatHasMoved) {
  master_with_its_vip();
  run_until(300ms);
  forget();
  now_ = 30s;  // SIGSTOP; meanwhile the lease ran out and the peer took over
  lacks(eth0, "10.0.0.3");
  vip(VipAction::expired);
  state(r50, State::backup);
  run_until(60s);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(AnnouncerStory, AThawedAnnouncerReadsAllItsInputBeforeItSends) {
  now_ = 30s;
  master_with_its_vip();  // waited in the pipe
  vip(VipAction::removed);
  state(r50, State::backup);
  run_until(60s);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(AnnouncerStory, AThawedAnnouncerDoesNotCatchUpOnMissedPackets) {
  master_with_its_vip();
  run_until(100ms);
  now_ = 10s;
  run_until(10s);
  EXPECT_EQ(times(), (Durations{0ms, 10s}));
}

TEST_F(AnnouncerStory, TheSameAddressUnderAnotherPrefixLengthIsStillThere) {
  has(eth0, "10.0.0.3/24");
  lacks(eth0, "10.0.0.3");
  master_with_its_vip();
  run_until(2s);
  EXPECT_EQ(reasons(), Strings{"added 5"});
}

TEST_F(AnnouncerStory, NothingWhileTheLinkIsDown) {
  link(eth0, "eth0", own_mac, false);
  master_with_its_vip();
  run_until(1s);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(AnnouncerStory, NothingOnAnInterfaceThatIsNoEthernet) {
  link(1, "lo", proto::Mac{});
  has(1, "10.0.0.7");
  vip(VipAction::added, "10.0.0.7", "lo", {});
  run_until(1s);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(AnnouncerStory, AnInterfaceThatWentTakesItsAddressesWithIt) {
  master_with_its_vip();
  tell(host::LinkChange{.link = {.index = eth0, .name = "eth0"}, .gone = true});
  link(7, "eth0", other_mac);  // a new one of the same name
  run_until(1s);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(AnnouncerStory, NothingThatWentDuringAnOverrun) {
  master_with_its_vip();
  tell(host::Snapshot{.links = {{.index = eth0, .name = "eth0", .mac = own_mac, .up = true}}});
  run_until(1s);
  EXPECT_TRUE(sent_.empty());
}

// RFC 4862 section 5.4: it is not ours alone yet.
TEST_F(AnnouncerStory, NothingWhileAnAddressIsTentative) {
  has(eth0, "fd00::3", true);
  vip(VipAction::added, "fd00::3", "eth0", {});
  run_until(1s);
  EXPECT_TRUE(sent_.empty());
  has(eth0, "fd00::3");
  run_until(3s);
  EXPECT_FALSE(sent_.empty());
}

// ---- stops

TEST_F(AnnouncerStory, ARemovedVipIsNotAnnouncedAnyMore) {
  for (const VipAction action : {VipAction::removed, VipAction::expired, VipAction::lost}) {
    master_with_its_vip();
    run_until(now_ + 300ms);
    forget();
    vip(action);
    run_until(now_ + 20s);
    EXPECT_TRUE(sent_.empty()) << to_word(action);
    EXPECT_EQ(reasons(), Strings{"added 2"}) << to_word(action);
  }
}

TEST_F(AnnouncerStory, AVipWhoseRenewalFailedIsStillRefreshed) {
  master_with_its_vip();
  run_until(2s);
  forget();
  vip(VipAction::failed);
  run_until(11s);
  EXPECT_EQ(times(), (Durations{5800ms, 10800ms}));
}

TEST_F(AnnouncerStory, AVipThatCouldNotBeAddedIsNotAnnounced) {
  lacks(eth0, "10.0.0.3");
  state(r50, State::master);
  vip(VipAction::failed);
  run_until(20s);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(AnnouncerStory, AStateThatIsNotMasterStopsAtOnceAlsoWhatIsStillOnTheHost) {
  for (const State other : {State::backup, State::fault, State::init}) {
    master_with_its_vip();
    run_until(now_ + 300ms);
    forget();
    state(r50, other);
    run_until(now_ + 20s);
    EXPECT_TRUE(sent_.empty()) << to_word(other);
  }
}

TEST_F(AnnouncerStory, AMasterThatYieldsIsAnnouncedNoMoreAlthoughItStillHolds) {
  master_with_its_vip();
  run_until(250ms);
  tell(record::Incoming(record::Alive{.router = r50, .state = State::master, .yields = true}));
  contest();
  sent_.clear();
  run_until(20s);
  EXPECT_TRUE(sent_.empty());
  state(r50, State::backup);
  state(r50, State::master);
  vip(VipAction::added);
  run_until(21s);
  EXPECT_FALSE(sent_.empty());
}

TEST_F(AnnouncerStory, AnotherRoutersStateStopsNothing) {
  master_with_its_vip();
  state(r51, State::backup, {"10.0.0.4"});
  run_until(2s);
  EXPECT_EQ(reasons(), Strings{"added 5"});
}

TEST_F(AnnouncerStory, AVipOnAnotherInterfaceThanItsRoutersStopsWithIt) {
  has(eth1, "192.0.2.3");
  state(r50, State::master, {"192.0.2.3"}, "eth1");
  vip(VipAction::added, "192.0.2.3", "eth1");
  run_until(300ms);
  forget();
  state(r50, State::backup, {"192.0.2.3"}, "eth1");
  run_until(20s);
  EXPECT_TRUE(sent_.empty());
  ASSERT_EQ(told_.size(), 1u);
  EXPECT_EQ(told_[0].router, r50);
}

// ---- contest

TEST_F(AnnouncerStory, AContestIsAnsweredWithAnotherBurst) {
  master_with_its_vip();
  run_until(2s);
  forget();
  contest();
  run_until(4s);
  EXPECT_EQ(times(), (Durations{2000ms, 2200ms, 2400ms, 2600ms, 2800ms}));
  EXPECT_EQ(reasons(), Strings{"contest 5"});
}

TEST_F(AnnouncerStory, AContestWithinABurstBeginsItAnew) {
  master_with_its_vip();
  run_until(300ms);
  contest();
  run_until(3s);
  EXPECT_EQ(times(), (Durations{0ms, 200ms, 300ms, 500ms, 700ms, 900ms, 1100ms}));
  EXPECT_EQ(reasons(), (Strings{"added 2", "contest 5"}));
}

TEST_F(AnnouncerStory, AContestConcernsTheVipsOfItsRouterAlone) {
  has(eth0, "10.0.0.4");
  master_with_its_vip();
  state(r51, State::master, {"10.0.0.4"});
  vip(VipAction::added, "10.0.0.4", "eth0", r51);
  run_until(2s);
  forget();
  contest(r51);
  run_until(3s);
  EXPECT_EQ(addresses(), Strings(5, "10.0.0.4"));
}

TEST_F(AnnouncerStory, AContestAnnouncesTheVipsThatAreKnownFromTheStateRecordAlone) {
  state(r50, State::master);  // held by other means than vip-ctl
  contest();
  run_until(2s);
  EXPECT_EQ(reasons(), Strings{"contest 5"});
}

TEST_F(AnnouncerStory, AContestReachesAVipOnAnotherInterface) {
  has(eth1, "192.0.2.3");
  state(r50, State::master, {"192.0.2.3"}, "eth1");
  vip(VipAction::added, "192.0.2.3", "eth1");
  run_until(2s);
  forget();
  contest();
  run_until(4s);
  EXPECT_EQ(reasons(), Strings{"contest 5"});
}

TEST_F(AnnouncerStory, AContestOfABackupMeansNothing) {
  state(r50, State::backup);
  contest();
  run_until(20s);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(AnnouncerStory, AfterASignalAContestIsTheSuccessor) {
  master_with_its_vip();
  run_until(2s);
  forget();
  tell(Announcer::Signal{});
  contest();
  run_until(2500ms);
  EXPECT_TRUE(sent_.empty());
}

// ---- refresh

TEST_F(AnnouncerStory, OneAnnouncementIsRepeatedAsLongAsTheVipIsHeld) {
  master_with_its_vip();
  run_until(2s);
  forget();
  run_until(16s);
  EXPECT_EQ(times(), (Durations{5800ms, 10800ms, 15800ms}));
}

TEST_F(AnnouncerStory, ARefreshIsNotRecordedUnlessThatIsAskedFor) {
  master_with_its_vip();
  run_until(16s);
  EXPECT_EQ(reasons(), Strings{"added 5"});
}

TEST_F(AnnouncerStory, ARefreshIsRecordedIfThatIsAskedFor) {
  announcer_ = Announcer({.report_refresh = true});
  link(eth0, "eth0", own_mac);
  has(eth0, "10.0.0.3");
  master_with_its_vip();
  run_until(11s);
  EXPECT_EQ(reasons(), (Strings{"added 5", "refresh 1", "refresh 1"}));
}

TEST_F(AnnouncerStory, NoRefreshWhereItIsOff) {
  announcer_ = Announcer({.refresh = std::nullopt});
  link(eth0, "eth0", own_mac);
  has(eth0, "10.0.0.3");
  master_with_its_vip();
  run_until(60s);
  EXPECT_EQ(reasons(), Strings{"added 5"});
  EXPECT_EQ(announcer_.deadline(), std::nullopt);
}

TEST_F(AnnouncerStory, ARefreshPassesOverAnAddressThatIsGoneAndFindsItAgain) {
  master_with_its_vip();
  run_until(2s);
  forget();
  lacks(eth0, "10.0.0.3");
  run_until(6s);
  EXPECT_TRUE(sent_.empty());
  has(eth0, "10.0.0.3");
  run_until(11s);
  EXPECT_EQ(times(), Durations{10800ms});
}

TEST_F(AnnouncerStory, AfterASignalNothingIsRefreshed) {  // it would take clients back from the successor
  state(r50, State::master);
  vip(VipAction::added);
  run_until(5s);
  forget();
  tell(Announcer::Signal{});
  run_until(5900ms);
  EXPECT_TRUE(sent_.empty());
}

// ---- sending fails

TEST_F(AnnouncerStory, PacketsThatTheKernelRefusedAreNotCounted) {
  master_with_its_vip();
  run_until(300ms);
  wire_works_ = false;
  run_until(2s);
  EXPECT_EQ(sent_.size(), 5u);
  EXPECT_EQ(reasons(), Strings{"added 2"});
}

TEST_F(AnnouncerStory, ABurstOfWhichNothingWentOutIsNotTold) {
  wire_works_ = false;
  master_with_its_vip();
  run_until(2s);
  EXPECT_TRUE(told_.empty());
}

// ---- garp-send ADDR

TEST_F(AnnouncerStory, ACommandIsOneBurstAndThenItLeaves) {
  tell(Announcer::Command{address("10.0.0.3"), "eth0", std::nullopt});
  tell(Announcer::EndOfInput{});
  run_until(2s);
  EXPECT_EQ(times(), (Durations{0ms, 200ms, 400ms, 600ms, 800ms}));
  EXPECT_EQ(reasons(), Strings{"command 5"});
  EXPECT_EQ(left_, 0);
}

TEST_F(AnnouncerStory, ACommandMayNameTheMac) {
  tell(Announcer::Command{address("10.0.0.3"), "eth0", virtual_mac});
  run_until(1s);
  ASSERT_FALSE(sent_.empty());
  EXPECT_EQ(sent_.front().send.mac, virtual_mac);
}

TEST_F(AnnouncerStory, AnAddressCommandedTwiceIsAnnouncedOnce) {
  tell(Announcer::Command{address("10.0.0.3"), "eth0", std::nullopt});
  tell(Announcer::Command{address("10.0.0.3"), "eth0", std::nullopt});
  tell(Announcer::EndOfInput{});
  run_until(2s);
  EXPECT_EQ(reasons(), Strings{"command 5"});
  EXPECT_EQ(left_, 0);
}

TEST_F(AnnouncerStory, ACommandThatWasNotCarriedOutWholeFails) {
  tell(Announcer::Command{address("10.0.0.3"), "eth0", std::nullopt});
  tell(Announcer::EndOfInput{});
  run_until(300ms);
  lacks(eth0, "10.0.0.3");
  run_until(2s);
  EXPECT_EQ(reasons(), Strings{"command 2"});
  EXPECT_EQ(left_, 1);
}

TEST_F(AnnouncerStory, ACommandThatASignalEndsFailsAtOnce) {
  tell(Announcer::Command{address("10.0.0.3"), "eth0", std::nullopt});
  tell(Announcer::EndOfInput{});
  run_until(300ms);
  tell(Announcer::Signal{});
  run_until(350ms);
  EXPECT_EQ(reasons(), Strings{"command 2"});
  EXPECT_EQ(left_, 1);
}

// ---- the end

TEST_F(AnnouncerStory, EndOfInputUnderAMasterIsABrokenPipeAndEndsAtOnce) {
  master_with_its_vip();
  run_until(100ms);
  tell(Announcer::EndOfInput{});
  run_until(5s);
  EXPECT_EQ(left_, 3);
  EXPECT_EQ(sent_.size(), 1u);
  EXPECT_EQ(reasons(), Strings{"added 1"});
}

TEST_F(AnnouncerStory, EndOfInputAfterInitIsOrderly) {
  master_with_its_vip();
  run_until(100ms);
  state(r50, State::init);
  tell(Announcer::EndOfInput{});
  run_until(5s);
  EXPECT_EQ(left_, 0);
}

TEST_F(AnnouncerStory, AnOrderlyEndWaitsForTheBurstOfAVipThatStays) {  // vip-ctl add | garp-send follow
  vip(VipAction::added, "10.0.0.3", "eth0", {});
  tell(Announcer::EndOfInput{});
  run_until(20s);
  EXPECT_EQ(reasons(), Strings{"added 5"});
  EXPECT_EQ(left_, 0);
}

TEST_F(AnnouncerStory, ASignalLetsWhatHasBegunGoOnUntilInputEnds) {
  master_with_its_vip();
  tell(Announcer::Signal{});
  run_until(900ms);
  EXPECT_EQ(reasons(), Strings{"added 5"});
  EXPECT_EQ(left_, std::nullopt);
  state(r50, State::init);
  tell(Announcer::EndOfInput{});
  run_until(1s);
  EXPECT_EQ(left_, 0);
}

TEST_F(AnnouncerStory, ASignalAloneEndsItAfterThreeIntervals) {
  master_with_its_vip();  // 1 s
  tell(Announcer::Signal{});
  run_until(2999ms);
  EXPECT_EQ(left_, std::nullopt);
  run_until(3s);
  EXPECT_EQ(left_, 0);
}

TEST_F(AnnouncerStory, WithNothingToDoItSleeps) {
  EXPECT_EQ(announcer_.deadline(), std::nullopt);
  EXPECT_TRUE(announcer_.tick(at(0s)).empty());
}

}  // namespace
}  // namespace vrrp::stage
