#include "stage/hold/holder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "host_changes.h"
#include "stage/kernel_lease.h"

namespace vrrp::stage {
namespace {

using Input = Holder::Input;
using Put = Holder::Put;
using Remove = Holder::Remove;
using Write = Holder::Write;
using Say = Holder::Say;
using Exit = Holder::Exit;
using PutDone = Holder::PutDone;
using Output = Holder::Output;
using LineTooLong = Holder::LineTooLong;
using ReaderLost = Holder::ReaderLost;
using EndOfInput = Holder::EndOfInput;
using Signal = Holder::Signal;
using Action = Holder::Action;
using Actions = Holder::Actions;
using record::Alive;
using record::State;
using record::StateChange;
using record::VipAction;

const record::Router r50{.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{50}};
const record::Router r51{.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{51}};

Place on(const char* interface, const char* address) {
  return {interface, *proto::Prefix::parse(address)};
}
const Place vip3 = on("eth0", "10.0.0.3");
const Place vip4 = on("eth0", "10.0.0.4");
const Place vip5 = on("eth0", "10.0.0.5");
const Place vip8 = on("eth0", "10.0.0.8");
const Place vip6 = on("eth0", "fd00::3");

Time at(Duration d) {
  return Time(100s + d);
}

std::vector<record::Vip> vips(std::initializer_list<Place> places) {
  std::vector<record::Vip> all;
  for (const Place& place : places)
    all.push_back({place.address, place.interface == "eth0" ? "" : place.interface, {}, false});
  return all;
}

// A holder and the host that it acts on: every Put succeeds, unless its address is in `refused`, and the
// kernel tells of it as it would. What the holder did reads as lines of text, in order.
class HolderTest : public testing::Test {
 protected:
  HolderTest() {
    const auto mac = *proto::Mac::parse("02:00:00:00:00:01");
    see(host::Snapshot{.links = {host::link("lo"), host::link("eth0", true, mac), host::link("eth1")}});
  }

  void see(const Input& input) { perform(holder_.step(now_, input)); }
  void tick() {
    perform(holder_.tick(now_));
    for (const Input& told : std::exchange(told_, {})) see(told);
  }
  // Reads the records, then judges.
  void read(std::initializer_list<Input> inputs) {
    for (const Input& input : inputs) see(input);
    tick();
  }
  void go_to(Duration d) { now_ = at(d); }

  StateChange state(State to, std::uint64_t epoch, std::optional<Duration> expires,
                    std::vector<record::Vip> list = vips({vip3}), record::Router router = r50,
                    Duration interval = 1s) {
    StateChange s;
    s.router = router;
    s.state = to;
    if (to == State::init) s.reason = record::Reason::shutdown;
    s.epoch = epoch;
    s.vips = std::move(list);
    s.interval = interval;
    if (expires) s.expires = at(*expires);
    return s;
  }
  StateChange master(std::uint64_t epoch, Duration expires, std::vector<record::Vip> list = vips({vip3}),
                     record::Router router = r50, Duration interval = 1s) {
    return state(State::master, epoch, expires, std::move(list), router, interval);
  }
  Alive alive(std::uint64_t epoch, std::optional<Duration> expires, record::Router router = r50,
              Duration interval = 1s) {
    Alive a;
    a.router = router;
    a.state = State::master;
    a.epoch = epoch;
    a.interval = interval;
    if (expires) a.expires = at(*expires);
    return a;
  }
  Input gone(const Place& place) { return host::is_gone(place); }

  // What was done since the last call.
  std::vector<std::string> done() { return std::exchange(done_, {}); }
  std::string first_done() {
    const auto lines = done();
    return lines.empty() ? "nothing" : lines.front();
  }
  std::string last_done() {
    const auto lines = done();
    return lines.empty() ? "nothing" : lines.back();
  }
  bool exited() const { return exited_; }

  Holder holder_;
  Time now_ = at(0s);
  std::vector<Place> refused_;
  Duration puts_take_{};  // each of them
  bool tells_ = true;     // the kernel tells of our own changes
  std::vector<record::VipEvent> written_;
  std::map<Place, proto::Prefix> where_is_;  // what each was put there for, as the elector has it

 private:
  void perform(const Actions& actions) {
    for (const Action& action : actions) std::visit([&](const auto& a) { act(a); }, action);
  }
  void act(const Put& put) {
    now_ += puts_take_;
    const auto valid = kernel_lease(now_, put.until);
    const std::string where =
        put.place.address.text() + (put.place.interface == "eth0" ? "" : "@" + put.place.interface);
    where_is_[put.place] = put.vip;
    done_.push_back("put " + where + " " + (valid ? std::to_string(valid->count()) + "s" : "too late") +
                    (put.label.empty() ? "" : " " + put.label));
    if (!valid) return see(PutDone{put.place, "too late"});
    const bool refused = std::ranges::count(refused_, put.place) > 0;
    if (!refused && tells_) told_.push_back(host::is_there(host::leased(put.place)));
    see(PutDone{put.place, refused ? "refused" : "", refused ? 0s : *valid});
  }
  void act(const Remove& remove) {
    done_.push_back("remove " + remove.place.address.text());
    if (tells_) told_.push_back(gone(remove.place));
  }
  void act(const Write& write) {
    written_.push_back(write.event);
    done_.push_back(std::string(to_word(write.event.action)) + " " + write.event.address.text() +
                    (write.event.detail.empty() ? "" : ": " + write.event.detail));
  }
  void act(const Say& say) { done_.push_back("say " + say.text); }
  void act(const Exit& exit) {
    done_.push_back("exit " + std::to_string(exit.status));
    exited_ = true;
  }

  std::vector<std::string> done_;
  std::vector<Input> told_;
  bool exited_ = false;
};

using Lines = std::vector<std::string>;

// ---- what entitles

TEST_F(HolderTest, AMastersRecordBringsItsVip) {
  read({master(2, 3s)});
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 2s", "added 10.0.0.3/32"}));
  ASSERT_EQ(written_.size(), 1u);
  EXPECT_EQ(written_[0].router, r50);
  EXPECT_EQ(written_[0].interface, "eth0");
  ASSERT_TRUE(written_[0].mac);
  EXPECT_EQ(written_[0].mac->text(), "02:00:00:00:00:01");
  EXPECT_EQ(written_[0].lease, Duration(2s));
}

TEST_F(HolderTest, NothingIsHeldForABackup) {
  read({state(State::backup, 2, std::nullopt)});
  EXPECT_EQ(done(), Lines{});
  EXPECT_EQ(holder_.deadline(), std::nullopt);
}

TEST_F(HolderTest, ABackupsExpiresEntitlesToNothing) {
  read({state(State::backup, 2, 3s)});
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, LabelAndInterfaceOfTheVip) {
  auto list = vips({on("eth1", "10.0.0.3/24")});
  list[0].label = "eth1:vip";
  read({master(2, 3s, list)});
  EXPECT_EQ(first_done(), "put 10.0.0.3/32@eth1 2s eth1:vip");
}

TEST_F(HolderTest, AnInterfaceWithAColonIsALinkAndALabel) {
  auto list = vips({on("eth1:7", "10.0.0.3")});
  read({master(2, 3s, list)});
  EXPECT_EQ(first_done(), "put 10.0.0.3/32@eth1 2s eth1:7");
  EXPECT_EQ(written_[0].interface, "eth1");
  const record::Router bare{.interface = "eth0:1"};
  read({master(1, 3s, vips({vip4}), bare)});
  EXPECT_EQ(first_done(), "put 10.0.0.4/32 2s eth0:1");
}

// Deleted or expired, an IPv4 address that is the first of its subnet takes the host's own along.
TEST_F(HolderTest, AWideVipIsPutThereWithItsFullLength) {
  const Place wide = on("eth0", "10.90.0.100/24"), narrow = on("eth0", "10.90.0.100");
  read({master(2, 3s, vips({wide, on("eth0", "fd09::100/64")}))});
  EXPECT_EQ(done(), (Lines{"put 10.90.0.100/32 2s", "added 10.90.0.100/24", "put fd09::100/128 2s",
                           "added fd09::100/64"}));
  EXPECT_EQ(where_is_[narrow], wide.address);
  see(gone(narrow));
  tick();
  EXPECT_EQ(done().at(1), "restored 10.90.0.100/24: deleted by somebody");
  read({state(State::backup, 3, std::nullopt, vips({wide}))});
  EXPECT_EQ(done(), (Lines{"remove 10.90.0.100/32", "removed 10.90.0.100/24", "remove fd09::100/128",
                           "removed fd09::100/64: unlisted"}));
}

TEST_F(HolderTest, AWideIpv4LeaseOfSomebodyIsLeftToItsEnd) {
  see(host::is_there(host::leased(on("eth0", "10.0.0.3/24"))));
  read({state(State::backup, 1, std::nullopt)});
  EXPECT_EQ(done(), Lines{});
  read({master(2, 3s)});
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 2s", "added 10.0.0.3/32"}));
}

TEST_F(HolderTest, ARecordWithoutExpiresEntitlesToNothing) {
  read({state(State::master, 2, std::nullopt)});
  EXPECT_EQ(done(), Lines{"say eth0/50 ipv4: ignored a master record without expires_us"});
}

TEST_F(HolderTest, OneInThePastEntitlesToNothingAndIsSaid) {
  go_to(3s);
  read({master(2, 2500ms)});
  EXPECT_EQ(done(), Lines{"say eth0/50 ipv4: ignored a master record whose lease ended 500ms ago; is "
                          "something between vrrp-elect and vip-ctl slow?"});
}

TEST_F(HolderTest, OneThatEndsNowIsPast) {
  read({master(2, 0s)});
  EXPECT_EQ(done().size(), 1u);
}

TEST_F(HolderTest, OneFurtherAwayThanThreeIntervalsEntitlesToNothing) {
  read({master(2, 3s + 1us)});
  EXPECT_EQ(done(), Lines{"say eth0/50 ipv4: ignored a master record whose lease ends 3.000001s from now; at "
                          "most 3s is allowed"});
}

TEST_F(HolderTest, ButTwoHundredMillisecondsAlwaysMay) {
  read({master(2, 200ms, vips({vip3}), r50, 10ms)});
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 1s", "added 10.0.0.3/32"}));
}

TEST_F(HolderTest, AStaleRecordIsSaidOnceUntilAGoodOneCame) {
  go_to(5s);
  read({master(2, 1s), alive(2, 2s), alive(2, 3s)});
  EXPECT_EQ(done().size(), 1u);
  read({alive(2, 8s)});
  EXPECT_EQ(done().size(), 2u);  // put, added
  read({alive(2, 4s)});
  EXPECT_EQ(done().size(), 3u);  // said again, remove, expired
}

TEST_F(HolderTest, TheNewestCountsAlsoWhenItIsShorter) {
  read({master(2, 3s)});
  EXPECT_EQ(holder_.deadline(), at(3s));
  read({alive(2, 1s)});
  EXPECT_EQ(holder_.deadline(), at(1s));
}

TEST_F(HolderTest, AnAliveExtendsTheLease) {
  read({master(2, 3s)});
  go_to(1s);
  read({alive(2, 4s)});
  EXPECT_EQ(holder_.deadline(), at(4s));
}

TEST_F(HolderTest, AnAliveOfAnotherEpochRenewsNothing) {
  read({master(2, 3s)});
  go_to(1s);
  read({alive(1, 4s), alive(3, 4s)});
  EXPECT_EQ(holder_.deadline(), at(3s));
}

TEST_F(HolderTest, AnAliveBeforeAnyStateEntitlesToNothing) {
  read({alive(2, 3s)});
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, AnAliveAfterTheStepDownEntitlesToNothing) {
  read({master(2, 3s), state(State::backup, 3, std::nullopt), alive(2, 3s), alive(3, 3s)});
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, AnAliveInThePastEndsTheLease) {
  read({master(2, 3s)});
  done();
  go_to(1s);
  read({alive(2, 1s)});
  const Lines lines = done();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[1], "remove 10.0.0.3/32");
}

TEST_F(HolderTest, ReadsAllThenJudges) {
  read({master(2, 3s)});
  done();
  go_to(10s);
  read({alive(2, 4s), alive(2, 5s), alive(2, 12s)});  // the backlog of a pause; the last one is fresh
  EXPECT_EQ(last_done(), "put 10.0.0.3/32 1s");       // no removal
}

TEST_F(HolderTest, AStepDownAndARiseInOneReadAreTold) {
  read({master(2, 3s)});
  done();
  read({state(State::backup, 3, std::nullopt), master(4, 3s)});
  EXPECT_EQ(done(), Lines{"kept 10.0.0.3/32"});
}

TEST_F(HolderTest, AnotherElectorNeedsNoFamilyAndNoVrid) {
  const record::Router bare{.interface = "eth0"};
  read({master(1, 3s, vips({vip3}), bare)});
  EXPECT_EQ(last_done(), "added 10.0.0.3/32");
  go_to(1s);
  read({master(1, 4s, vips({vip3}), bare)});  // the same state again renews
  EXPECT_EQ(done(), Lines{"put 10.0.0.3/32 2s"});
  EXPECT_EQ(holder_.deadline(), at(4s));
}

TEST_F(HolderTest, RoutersAreToldApartByFamilyAndVrid) {
  const record::Router ipv6{.interface = "eth0", .family = proto::Family::ipv6, .vrid = std::uint8_t{50}};
  read({master(2, 3s), master(2, 3s, vips({vip6}), ipv6)});
  done();
  read({state(State::backup, 3, std::nullopt, vips({vip6}), ipv6)});
  EXPECT_EQ(done(), (Lines{"remove fd00::3/128", "removed fd00::3/128"}));
}

// ---- a line that cannot be read

TEST_F(HolderTest, ALineThatIsTooLongLetsGo) {
  read({master(2, 3s)});
  done();
  go_to(1s);
  read({LineTooLong{}});
  EXPECT_EQ(done(), (Lines{"remove 10.0.0.3/32", "expired 10.0.0.3/32: line_too_long"}));
  EXPECT_EQ(holder_.deadline(), std::nullopt);
}

TEST_F(HolderTest, ButARecordAfterItCounts) {
  read({master(2, 3s)});
  done();
  go_to(1s);
  read({LineTooLong{}, alive(2, 4s)});
  EXPECT_EQ(done(), Lines{"put 10.0.0.3/32 2s"});
  read({LineTooLong{}, alive(1, 4s)});
  EXPECT_EQ(done().back(), "expired 10.0.0.3/32: line_too_long");
  read({alive(2, 4s)});
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 2s", "added 10.0.0.3/32"}));
}

TEST_F(HolderTest, ARecordThatEntitlesToNothingIsTheReason) {
  read({master(2, 3s)});
  done();
  go_to(2s);
  read({alive(2, 1s)});
  EXPECT_EQ(done().back(), "expired 10.0.0.3/32: stale_record");
}

// ---- letting go

TEST_F(HolderTest, LetsGoWhenTheMasterStepsDown) {
  read({master(2, 3s)});
  done();
  read({state(State::backup, 3, std::nullopt)});
  EXPECT_EQ(done(), (Lines{"remove 10.0.0.3/32", "removed 10.0.0.3/32"}));
  EXPECT_EQ(holder_.deadline(), std::nullopt);
}

TEST_F(HolderTest, LetsGoAtTheLeasesEnd) {
  read({master(2, 3s)});
  done();
  go_to(2999999us);
  tick();
  EXPECT_EQ(done(), Lines{});
  go_to(3s);
  tick();
  EXPECT_EQ(done(), (Lines{"remove 10.0.0.3/32", "expired 10.0.0.3/32: lease"}));
}

TEST_F(HolderTest, AVipThatIsListedNoMoreGoes) {
  read({master(2, 3s, vips({vip3, vip4}))});
  done();
  read({master(2, 3s, vips({vip4}))});
  EXPECT_EQ(done(), (Lines{"remove 10.0.0.3/32", "removed 10.0.0.3/32: unlisted"}));
}

TEST_F(HolderTest, LetsGoBeforeItTakes) {
  read({master(2, 3s, vips({vip4}))});
  done();
  read({master(2, 3s, vips({vip3}))});
  EXPECT_EQ(done(), (Lines{"remove 10.0.0.4/32", "removed 10.0.0.4/32: unlisted", "put 10.0.0.3/32 2s",
                           "added 10.0.0.3/32"}));
}

TEST_F(HolderTest, WhatTheKernelTookAtTheLeasesEndIsNotRemovedAgain) {
  read({master(2, 3s)});
  done();
  go_to(8s);  // we were frozen
  see(gone(vip3));
  read({alive(2, 4s)});
  EXPECT_EQ(last_done(), "expired 10.0.0.3/32: stale_record");
}

TEST_F(HolderTest, IgnoresWhatItDeletedItself) {
  read({master(2, 3s)});
  read({state(State::backup, 3, std::nullopt)});
  read({master(4, 3s)});
  done();
  go_to(1s);
  tick();
  EXPECT_EQ(done(), Lines{});
}

// ---- the kernel's lease

TEST_F(HolderTest, BuysWholeSecondsLessAHalf) {
  const std::pair<Duration, const char*> cases[] = {
      {3s, "put 10.0.0.3/32 2s"},     {2500ms, "put 10.0.0.3/32 2s"}, {2499999us, "put 10.0.0.3/32 1s"},
      {1500ms, "put 10.0.0.3/32 1s"}, {300ms, "put 10.0.0.3/32 1s"},
  };
  std::uint64_t epoch = 2;
  for (const auto& [left, expected] : cases) {
    read({state(State::backup, epoch++, std::nullopt)});
    done();
    read({master(epoch++, left)});
    EXPECT_EQ(first_done(), expected) << left.count();
  }
}

TEST_F(HolderTest, RenewsAtEachAdvertOfOneSecond) {
  read({master(2, 3s)});
  done();
  for (int i = 1; i <= 3; ++i) {
    go_to(i * 1s);
    read({alive(2, 3s + i * 1s)});
    EXPECT_EQ(done(), Lines{"put 10.0.0.3/32 2s"});
  }
}

TEST_F(HolderTest, RenewsWhenAQuarterHasGone) {
  read({master(2, 30s, vips({vip3}), r50, 10s)});  // 29 s
  done();
  go_to(7s);
  read({alive(2, 30s, r50, 10s)});
  EXPECT_EQ(done(), Lines{});
  go_to(7250ms);
  read({alive(2, 37s, r50, 10s)});
  EXPECT_EQ(done(), Lines{"put 10.0.0.3/32 29s"});
}

TEST_F(HolderTest, RenewsAtMostThreeTimesASecond) {
  read({master(2, 300ms, vips({vip3}), r50, 100ms)});
  int renewals = 0;
  done();
  for (int i = 1; i <= 100; ++i) {
    go_to(i * 100ms);
    read({alive(2, 300ms + i * 100ms, r50, 100ms)});
    renewals += static_cast<int>(done().size());
  }
  EXPECT_LE(renewals, 30);
  EXPECT_GE(renewals, 20);
}

TEST_F(HolderTest, RenewsAtOnceWhenARecordBuysMoreSeconds) {
  read({master(2, 1600ms)});  // 1 s
  done();
  go_to(100ms);
  read({alive(2, 3100ms)});
  EXPECT_EQ(done(), Lines{"put 10.0.0.3/32 2s"});
}

// --lease-adverts 2: it has less than two intervals left when it is read.
TEST_F(HolderTest, RenewsAlsoWithALeaseOfTwoAdverts) {
  read({master(1, 400ms, vips({vip3}), r50, 200ms)});
  done();
  go_to(400ms);
  read({alive(1, 799ms, r50, 200ms)});
  EXPECT_EQ(done(), std::vector<std::string>{"put 10.0.0.3/32 1s"});
}

// A master that was contested has sent an advert between two others.
TEST_F(HolderTest, RenewsSoonAgainWhatWouldBeOverBeforeTheNextRecord) {
  read({master(1, 2s)});  // 1 s
  done();
  go_to(100ms);
  read({alive(1, 2100ms)});
  EXPECT_EQ(done(), Lines{"put 10.0.0.3/32 1s"});
}

TEST_F(HolderTest, AShortenedLeaseRenewsNothing) {
  read({master(2, 3s)});
  done();
  go_to(1s);
  read({alive(2, 2499ms)});  // less than 1.5 s left
  EXPECT_EQ(done(), Lines{});
  read({alive(2, 2500ms)});
  EXPECT_EQ(done(), Lines{"put 10.0.0.3/32 1s"});
}

TEST_F(HolderTest, NorOneWithFarLessThanTwoIntervals) {
  read({master(2, 300ms, vips({vip3}), r50, 100ms)});
  done();
  go_to(400ms);
  read({alive(2, 589ms, r50, 100ms)});
  EXPECT_EQ(done(), (Lines{}));
}

TEST_F(HolderTest, OnlyARecordRenewsNotTime) {
  read({master(2, 3s)});
  done();
  go_to(1s);
  tick();
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, RenewalsAreNotWritten) {
  read({master(2, 3s)});
  go_to(1s);
  read({alive(2, 4s)});
  EXPECT_EQ(written_.size(), 1u);
}

TEST_F(HolderTest, TheKernelsOwnExpiryBeforeTheLeasesEndIsPutBack) {
  read({master(2, 3s)});
  done();
  go_to(2500ms);
  see(gone(vip3));
  tick();
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 1s", "restored 10.0.0.3/32: the kernel's lease ended first"}));
}

TEST_F(HolderTest, AndDoesNotCountForTheBackOff) {
  read({master(2, 30s, vips({vip3}), r50, 10s)});
  go_to(29s);
  see(gone(vip3));
  read({alive(2, 31s, r50, 10s)});  // 1 s bought
  done();
  go_to(30s);
  see(gone(vip3));
  tick();
  EXPECT_EQ(last_done(), "restored 10.0.0.3/32: the kernel's lease ended first");
  see(gone(vip3));  // now by somebody, for the first time
  tick();
  EXPECT_EQ(last_done(), "restored 10.0.0.3/32: deleted by somebody");
}

TEST_F(HolderTest, ARenewalThatFailsIsToldAndTriedAgainWithTheNextRecord) {
  read({master(2, 3s)});
  done();
  refused_ = {vip3};
  go_to(1s);
  read({alive(2, 4s)});
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 2s", "failed 10.0.0.3/32: refused", "say refused"}));
  refused_.clear();
  go_to(2s);
  read({alive(2, 5s)});
  EXPECT_EQ(done(), Lines{"put 10.0.0.3/32 2s"});
  EXPECT_FALSE(exited());
}

// ---- many VIPs, and a slow kernel

TEST_F(HolderTest, NoPutAfterTheLeaseNorForLongerThanIsLeftOfIt) {
  puts_take_ = 600ms;
  read({master(2, 1900ms, vips({vip3, vip4, vip5, vip8}))});
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 1s", "added 10.0.0.3/32", "put 10.0.0.4/32 1s",
                           "added 10.0.0.4/32", "put 10.0.0.5/32 1s", "added 10.0.0.5/32",
                           "put 10.0.0.8/32 too late", "failed 10.0.0.8/32: too late", "say too late"}));
  tick();
  EXPECT_EQ(done(),
            (Lines{"remove 10.0.0.3/32", "expired 10.0.0.3/32: lease", "remove 10.0.0.4/32",
                   "expired 10.0.0.4/32: lease", "remove 10.0.0.5/32", "expired 10.0.0.5/32: lease"}));
}

TEST_F(HolderTest, WhatCameTooLateIsTriedAtOnceWithAFreshLease) {
  puts_take_ = 600ms;
  read({master(2, 500ms)});
  done();
  puts_take_ = 0s;
  read({alive(2, 3s)});
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 1s", "added 10.0.0.3/32"}));
}

TEST_F(HolderTest, WhatIsToldIsWhatTheKernelWasAskedForInTheEnd) {
  puts_take_ = 600ms;
  read({master(2, 3s)});
  EXPECT_EQ(written_.at(0).lease, Duration(1s));
}

// ---- the guard

TEST_F(HolderTest, AHeldVipThatSomebodyDeletesIsPutBackAtOnce) {
  read({master(2, 3s)});
  done();
  go_to(500ms);
  see(gone(vip3));
  tick();
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 2s", "restored 10.0.0.3/32: deleted by somebody"}));
}

TEST_F(HolderTest, BacksOffWhenItKeepsHappening) {
  read({master(2, 300s, vips({vip3}), r50, 100s)});
  done();
  const Duration delays[] = {0s, 100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 5s, 5s};
  for (const Duration delay : delays) {
    see(gone(vip3));
    tick();
    if (delay > 0s) {
      EXPECT_EQ(done(), Lines{}) << delay.count();
      EXPECT_EQ(holder_.deadline(), now_ + delay);
    }
    now_ += delay;
    tick();
    EXPECT_EQ(last_done(), "restored 10.0.0.3/32: deleted by somebody") << delay.count();
  }
}

TEST_F(HolderTest, TenQuietSecondsForgive) {
  read({master(2, 300s, vips({vip3}), r50, 100s)});
  for (int i = 0; i < 2; ++i) {
    see(gone(vip3));
    now_ += 100ms;
    tick();
  }
  done();
  now_ += 10s;
  see(gone(vip3));
  tick();
  EXPECT_EQ(last_done(), "restored 10.0.0.3/32: deleted by somebody");
}

TEST_F(HolderTest, ARenewalDoesNotBringBackInSilenceWhatSomebodyDeleted) {
  read({master(2, 3s)});
  done();
  go_to(1s);
  read({gone(vip3), alive(2, 4s)});
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 2s", "restored 10.0.0.3/32: deleted by somebody"}));
}

TEST_F(HolderTest, NoRecordHurriesTheBackOff) {
  read({master(2, 300s, vips({vip3}), r50, 100s)});
  see(gone(vip3));
  tick();
  see(gone(vip3));
  tick();
  done();
  read({alive(2, 299s, r50, 100s)});
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, WhatIsLostWhenTheLeaseEndsIsNotPutBack) {
  read({master(2, 3s)});
  done();
  go_to(3s);
  see(gone(vip3));
  tick();
  EXPECT_EQ(done(), Lines{"expired 10.0.0.3/32: lease"});
}

TEST_F(HolderTest, NoNewsOfTheLinkHurriesTheBackOff) {
  read({master(2, 300s, vips({vip3}), r50, 100s)});
  read({gone(vip3)});
  read({gone(vip3)});
  done();
  read({host::link_is("eth0")});
  EXPECT_EQ(done(), Lines{});
  read({host::Snapshot{.links = {host::link("eth0")}}});
  EXPECT_EQ(done(), Lines{});
  EXPECT_EQ(holder_.deadline(), at(100ms));
}

TEST_F(HolderTest, AVipThatWentWithItsLinkComesBackWithIt) {
  read({master(2, 300s, vips({vip6}), r50, 100s)});
  done();
  read({host::link_is("eth0", false), gone(vip6)});
  EXPECT_EQ(done(), Lines{"lost fd00::3/128"});
  EXPECT_EQ(holder_.deadline(), at(300s));  // no timer runs for it
  go_to(20s);
  read({host::link_is("eth0")});
  EXPECT_EQ(done(), (Lines{"put fd00::3/128 279s", "restored fd00::3/128: the link was down"}));
}

// What is written of a VIP that is not there says so already.
TEST_F(HolderTest, AVipThatIsLostWithItsLinkIsNotRemovedToo) {
  read({master(2, 300s, vips({vip6}), r50, 100s)});
  read({host::link_is("eth0", false), gone(vip6)});
  EXPECT_EQ(written_.back().action, VipAction::lost);
  EXPECT_EQ(written_.back().router, r50);
  EXPECT_EQ(written_.back().lease, std::nullopt);
  done();
  read({state(State::fault, 3, std::nullopt, vips({vip6}))});
  read({host::link_is("eth0")});
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, AFlappingLinkDoesNotCountForTheBackOff) {
  read({master(2, 300s, vips({vip6}), r50, 100s)});
  for (int i = 0; i < 5; ++i) {
    read({host::link_is("eth0", false), gone(vip6)});
    done();
    read({host::link_is("eth0")});
    EXPECT_EQ(done().size(), 2u);
  }
}

TEST_F(HolderTest, AnAddressThatStaysOnALinkThatIsDownStays) {
  read({master(2, 3s)});
  done();
  read({host::link_is("eth0", false), host::link_is("eth0")});
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, AVipThatWentWithItsInterfaceWaitsForIt) {
  read({master(2, 300s, vips({vip3}), r50, 100s)});
  done();
  read({host::link_is("eth0", false), gone(vip3), host::link_is_gone("eth0")});
  EXPECT_EQ(done(), Lines{"lost 10.0.0.3/32"});
  read({host::link_is("eth0")});
  EXPECT_EQ(last_done(), "restored 10.0.0.3/32: the link was down");
}

TEST_F(HolderTest, OneThatWasOverwrittenIsTakenBackWithTheNextRecord) {
  read({master(2, 300s, vips({vip3}), r50, 100s)});
  done();
  go_to(1s);
  read({host::is_there(host::foreign(vip3))});  // `ip addr replace`: no tag, for ever
  EXPECT_EQ(done(), Lines{});
  read({alive(2, 300s, r50, 100s)});
  EXPECT_EQ(done(), Lines{"put 10.0.0.3/32 298s"});
  read({state(State::backup, 3, std::nullopt)});
  EXPECT_EQ(done(), (Lines{"remove 10.0.0.3/32", "removed 10.0.0.3/32"}));
}

TEST_F(HolderTest, AfterAnOverrunWhatIsMissingCountsAsGone) {
  read({master(2, 3s)});
  done();
  read({host::Snapshot{.links = {host::link("eth0")}}});
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 2s", "restored 10.0.0.3/32: deleted by somebody"}));
}

TEST_F(HolderTest, AfterAnOverrunWhatIsThereStays) {
  read({master(2, 3s)});
  done();
  read({host::Snapshot{.links = {host::link("eth0")}, .addresses = {host::leased(vip3)}}});
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, AfterAnOverrunALinkThatCameUpBringsItsVipBack) {
  read({master(2, 300s, vips({vip6}), r50, 100s)});
  read({host::link_is("eth0", false), gone(vip6)});
  done();
  read({host::Snapshot{.links = {host::link("eth0")}}});
  EXPECT_EQ(last_done(), "restored fd00::3/128: the link was down");
}

// ---- foreign addresses

TEST_F(HolderTest, AForeignAddressIsKeptAndLeftAlone) {
  see(host::is_there(host::foreign(vip3)));
  read({master(2, 3s)});
  EXPECT_EQ(done(), Lines{"kept 10.0.0.3/32: foreign"});
  ASSERT_FALSE(written_.empty());
  EXPECT_EQ(written_[0].lease, std::nullopt);
  go_to(1s);
  read({alive(2, 4s)});
  read({state(State::backup, 3, std::nullopt)});
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, AlsoAtTheLeasesEndAndAtTheEnd) {
  see(host::is_there(host::foreign(vip3)));
  read({master(2, 3s)});
  done();
  go_to(3s);
  tick();
  EXPECT_EQ(done(), Lines{});
  read({alive(2, 6s), EndOfInput{}});
  EXPECT_EQ(last_done(), "exit 3");
}

TEST_F(HolderTest, TheOwnersAddressWithAnotherLengthIsForeignToo) {
  see(host::is_there(host::foreign(on("eth0", "10.0.0.3/24"))));
  read({master(2, 3s)});
  EXPECT_EQ(done(), Lines{"kept 10.0.0.3/32: foreign"});
}

TEST_F(HolderTest, TheSameAddressOnAnotherInterfaceIsNot) {
  see(host::is_there(host::foreign(on("lo", "10.0.0.3/32"))));
  read({master(2, 3s)});
  EXPECT_EQ(last_done(), "added 10.0.0.3/32");
}

TEST_F(HolderTest, AForeignAddressThatGoesIsReplacedByOurs) {
  see(host::is_there(host::foreign(vip3)));
  read({master(2, 3s)});
  done();
  read({gone(vip3)});
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 2s", "restored 10.0.0.3/32: deleted by somebody"}));
}

TEST_F(HolderTest, OneThatSomebodyPutBackBeforeUsIsTheirs) {
  read({master(2, 300s, vips({vip3}), r50, 100s)});
  see(gone(vip3));
  tick();
  read({gone(vip3)});  // backing off
  done();
  read({host::is_there(host::foreign(vip3))});
  EXPECT_EQ(done(), Lines{"kept 10.0.0.3/32: foreign"});
  read({state(State::backup, 3, std::nullopt)});
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, ARouterThatIsNotMasterSaysOnceThatSomebodyElseHasItsVip) {
  read({state(State::backup, 2, std::nullopt)});
  see(host::is_there(host::foreign(vip3)));  // a keepalived that was killed left it
  tick();
  const Lines said = done();
  ASSERT_EQ(said.size(), 2u);
  EXPECT_EQ(said[0], "kept 10.0.0.3/32: foreign");
  EXPECT_TRUE(said[1].starts_with("say 10.0.0.3/32 is on eth0 although this router is not master"));
  EXPECT_EQ(written_[0].router, r50);
  EXPECT_EQ(written_[0].lease, std::nullopt);
  read({state(State::fault, 3, std::nullopt)});
  EXPECT_EQ(done(), Lines{});
  read({gone(vip3)});
  EXPECT_EQ(done(), Lines{});
  read({host::is_there(host::foreign(on("eth0", "10.0.0.3/24")))});
  EXPECT_EQ(done().size(), 2u);
}

TEST_F(HolderTest, AlsoOfOneThatWasThereAtTheStart) {
  see(host::is_there(host::foreign(vip3)));
  read({state(State::fault, 1, std::nullopt)});
  EXPECT_EQ(done().size(), 2u);
}

TEST_F(HolderTest, NotInInitBecauseAnOwnerBeginsThere) {
  see(host::is_there(host::foreign(vip3)));
  read({state(State::init, 1, std::nullopt)});
  EXPECT_EQ(done(), Lines{});
  read({master(2, 3s)});
  EXPECT_EQ(done(), Lines{"kept 10.0.0.3/32: foreign"});
}

TEST_F(HolderTest, AMasterFindsItAgainSoThatItIsAnnounced) {
  see(host::is_there(host::foreign(vip3)));
  read({state(State::backup, 1, std::nullopt)});
  done();
  read({master(2, 3s)});
  EXPECT_EQ(done(), Lines{"kept 10.0.0.3/32: foreign"});
  read({state(State::backup, 3, std::nullopt)});
  EXPECT_EQ(done(), Lines{});
}

// ---- leftovers

TEST_F(HolderTest, ALeftoverIsDeletedOnAStateThatIsNotMaster) {
  see(host::is_there(host::leased(vip3)));
  read({state(State::init, 1, std::nullopt)});
  EXPECT_EQ(done(), (Lines{"remove 10.0.0.3/32", "removed 10.0.0.3/32: leftover"}));
}

TEST_F(HolderTest, OnlyOutOfTheRecordsOwnVips) {
  see(host::is_there(host::leased(vip4)));
  read({state(State::backup, 1, std::nullopt)});
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, OnlyWithOurTagAndAFiniteLifetime) {
  see(host::is_there(host::foreign(vip3)));
  read({state(State::init, 1, std::nullopt)});
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, NotWhatAnotherRouterMayHold) {
  read({master(2, 3s)});
  done();
  read({state(State::backup, 1, std::nullopt, vips({vip3}), r51)});
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, AMasterThatFindsALeftoverKeepsItAndRenewsIt) {
  see(host::is_there(host::leased(vip3)));
  read({master(1, 3s)});
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 2s", "kept 10.0.0.3/32"}));
}

TEST_F(HolderTest, ALeftoverWithAnotherLengthMakesRoom) {
  see(host::is_there(host::leased(on("eth0", "fd00::3/64"))));
  read({master(1, 3s, vips({vip6}))});
  EXPECT_EQ(done(), (Lines{"remove fd00::3/64", "put fd00::3/128 2s", "added fd00::3/128"}));
}

// ---- failures

TEST_F(HolderTest, OneOfSeveralThatCannotBeAddedIsToldOnceAndTriedEverySecond) {
  refused_ = {vip4};
  read({master(2, 300s, vips({vip3, vip4}), r50, 100s)});
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 299s", "added 10.0.0.3/32", "put 10.0.0.4/32 299s",
                           "failed 10.0.0.4/32: refused", "say refused"}));
  EXPECT_EQ(holder_.deadline(), at(1s));
  go_to(1s);
  tick();
  EXPECT_EQ(done(), Lines{"put 10.0.0.4/32 298s"});
  refused_.clear();
  go_to(2s);
  tick();
  EXPECT_EQ(done(), (Lines{"put 10.0.0.4/32 297s", "added 10.0.0.4/32"}));
}

TEST_F(HolderTest, NoRecordHurriesTheNextAttempt) {
  refused_ = {vip4};
  read({master(2, 3s, vips({vip3, vip4}))});
  done();
  go_to(300ms);
  read({alive(2, 3300ms)});
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, NoneCanBeHeldEndsNothing) {
  refused_ = {vip3, vip4};
  read({master(2, 3s, vips({vip3, vip4}))});
  EXPECT_EQ(done(), (Lines{"put 10.0.0.3/32 2s", "failed 10.0.0.3/32: refused", "say refused",
                           "put 10.0.0.4/32 2s", "failed 10.0.0.4/32: refused", "say refused"}));
  EXPECT_EQ(holder_.deadline(), at(1s));
}

// IPv6 was disabled for a second: that deletes the address, and refuses it.
TEST_F(HolderTest, ARestorationThatFailsIsToldOnceAndTriedEverySecond) {
  read({master(2, 300s, vips({vip6}), r50, 100s)});
  done();
  refused_ = {vip6};
  read({gone(vip6)});
  EXPECT_EQ(done(), (Lines{"put fd00::3/128 299s", "failed fd00::3/128: refused", "say refused"}));
  go_to(1s);
  tick();
  EXPECT_EQ(done(), Lines{"put fd00::3/128 298s"});
  refused_.clear();
  go_to(2s);
  tick();
  EXPECT_EQ(done(), (Lines{"put fd00::3/128 297s", "restored fd00::3/128: deleted by somebody"}));
}

TEST_F(HolderTest, AlsoWhenItsLinkComesBackWithoutIpv6) {
  read({master(2, 300s, vips({vip6}), r50, 100s)});
  read({host::link_is("eth0", false), gone(vip6)});
  refused_ = {vip6};
  done();
  read({host::link_is("eth0")});
  EXPECT_EQ(done(), (Lines{"put fd00::3/128 299s", "failed fd00::3/128: refused", "say refused"}));
  refused_.clear();
  go_to(1s);
  tick();
  EXPECT_EQ(done().back(), "restored fd00::3/128: the link was down");
}

TEST_F(HolderTest, OneThatFailedIsNotRemoved) {
  refused_ = {vip4};
  read({master(2, 3s, vips({vip3, vip4}))});
  done();
  read({state(State::backup, 3, std::nullopt, vips({vip3, vip4}))});
  EXPECT_EQ(done(), (Lines{"remove 10.0.0.3/32", "removed 10.0.0.3/32"}));
}

TEST_F(HolderTest, ALeftoverThatCouldNotBeRenewedGoesWithTheLease) {
  see(host::is_there(host::leased(vip3)));
  refused_ = {vip3};
  read({master(1, 3s)});
  done();
  go_to(3s);
  tick();
  EXPECT_EQ(done(), (Lines{"remove 10.0.0.3/32", "expired 10.0.0.3/32: lease"}));
  EXPECT_EQ(holder_.deadline(), std::nullopt);
}

TEST_F(HolderTest, AndWithTheEndOfTheInput) {
  see(host::is_there(host::leased(vip3)));
  refused_ = {vip3};
  read({master(1, 3s)});
  done();
  read({EndOfInput{}});
  EXPECT_EQ(first_done(), "remove 10.0.0.3/32");
}

TEST_F(HolderTest, OneThatTheKernelTookMeanwhileIsNotRemoved) {
  see(host::is_there(host::leased(vip3)));
  refused_ = {vip3};
  read({master(1, 3s)});
  read({gone(vip3)});
  done();
  go_to(3s);
  tick();
  EXPECT_EQ(done(), Lines{});
}

TEST_F(HolderTest, AnInterfaceThatComesUpIsTriedAtOnce) {
  const Place away = on("eth1", "10.0.0.4");
  refused_ = {away};
  see(host::link_is("eth1", false));
  read({master(2, 3s, vips({vip3, away}))});
  refused_.clear();
  done();
  go_to(100ms);
  read({host::link_is("eth1")});
  EXPECT_EQ(last_done(), "added 10.0.0.4/32");
}

// ---- several routers

TEST_F(HolderTest, SeveralRoutersInOneStream) {
  read({master(2, 3s, vips({vip3})), master(5, 3s, vips({vip4}), r51)});
  EXPECT_EQ(done().size(), 4u);
  go_to(1s);
  read({alive(2, 4s), alive(5, 3500ms, r51)});
  EXPECT_EQ(holder_.deadline(), at(3500ms));
  done();
  go_to(3500ms);
  tick();
  EXPECT_EQ(done(), (Lines{"remove 10.0.0.4/32", "expired 10.0.0.4/32: lease"}));
}

TEST_F(HolderTest, AVipOfTwoRoutersStaysWhileOneMayHoldIt) {
  read({master(2, 3s), master(2, 2s, vips({vip3}), r51)});
  done();
  read({state(State::backup, 3, std::nullopt)});
  EXPECT_EQ(done(), Lines{});
  EXPECT_EQ(holder_.deadline(), at(2s));
  go_to(2s);
  tick();
  EXPECT_EQ(first_done(), "remove 10.0.0.3/32");
}

TEST_F(HolderTest, AndIsBoughtForTheOneThatMayHoldItLongest) {
  read({master(2, 1500ms), master(2, 3s, vips({vip3}), r51)});
  EXPECT_EQ(first_done(), "put 10.0.0.3/32 2s");
}

TEST_F(HolderTest, ASecondRouterThatBecomesMasterFindsItThere) {
  read({master(2, 3s)});
  done();
  read({master(2, 3s, vips({vip3}), r51)});
  EXPECT_EQ(done(), Lines{"kept 10.0.0.3/32"});
  ASSERT_FALSE(written_.empty());
  EXPECT_EQ(written_.back().router, r51);
}

TEST_F(HolderTest, AVipListedTwiceIsOne) {
  read({master(2, 3s, vips({vip3, vip3}))});
  EXPECT_EQ(done().size(), 2u);
  read({master(3, 3s, vips({vip3, vip3}))});
  EXPECT_EQ(done(), Lines{"kept 10.0.0.3/32"});
  read({state(State::backup, 4, std::nullopt)});
  EXPECT_EQ(done().size(), 2u);
}

// ---- the end

TEST_F(HolderTest, EndOfInputLetsGo) {
  read({master(2, 3s)});
  done();
  read({EndOfInput{}});
  EXPECT_EQ(done(),
            (Lines{"remove 10.0.0.3/32", "removed 10.0.0.3/32: input_ended",
                   "say the input ended before all routers had left; removed the addresses", "exit 3"}));
}

TEST_F(HolderTest, EndOfInputIsTheReasonAlsoAfterASignal) {
  read({master(2, 3s), Signal{}});
  done();
  read({EndOfInput{}});
  EXPECT_EQ(done(), (Lines{"remove 10.0.0.3/32", "removed 10.0.0.3/32: input_ended", "exit 0"}));
}

TEST_F(HolderTest, EndOfInputAfterInitIsOrderly) {
  read({master(2, 3s), state(State::init, 3, std::nullopt), EndOfInput{}});
  EXPECT_EQ(done(), Lines{"exit 0"});
}

TEST_F(HolderTest, ABackupsBrokenPipeIsNoLessBroken) {
  read({state(State::backup, 2, std::nullopt), EndOfInput{}});
  EXPECT_EQ(last_done(), "exit 3");
}

TEST_F(HolderTest, ALostReaderLetsGo) {
  read({master(2, 3s)});
  done();
  read({ReaderLost{}});
  EXPECT_EQ(done(),
            (Lines{"remove 10.0.0.3/32", "removed 10.0.0.3/32: reader_lost",
                   "say the reader of stdout is gone or does not read; removed the addresses", "exit 3"}));
}

TEST_F(HolderTest, ASignalWaitsForTheElectorsHandover) {
  read({master(2, 3s)});
  done();
  read({Signal{}});
  EXPECT_EQ(done(), Lines{});
  go_to(500ms);
  read({state(State::init, 3, std::nullopt), EndOfInput{}});
  EXPECT_EQ(done(), (Lines{"remove 10.0.0.3/32", "removed 10.0.0.3/32", "exit 0"}));
}

TEST_F(HolderTest, ButNotForEver) {
  read({master(2, 3s)});
  read({Signal{}});
  go_to(2s);
  read({alive(2, 5s)});
  done();
  go_to(3s);
  tick();
  EXPECT_EQ(done(), (Lines{"remove 10.0.0.3/32", "removed 10.0.0.3/32: signal", "exit 0"}));
}

TEST_F(HolderTest, ASecondSignalLetsGoNow) {
  read({master(2, 3s)});
  read({Signal{}});
  done();
  go_to(600ms);
  read({Signal{}});
  EXPECT_EQ(last_done(), "exit 0");
}

TEST_F(HolderTest, AfterTheEndNothingMore) {
  read({EndOfInput{}});
  done();
  read({master(2, 3s)});
  EXPECT_EQ(done(), Lines{});
}

// ---- a frozen reader

TEST_F(HolderTest, AnAnnouncementUnreadForASecondMeansALostReader) {
  read({master(2, 300s, vips({vip3}), r50, 100s)});
  read({Output{500, 500, 500}});
  EXPECT_EQ(holder_.deadline(), at(1s));
  done();
  go_to(1s);
  read({Output{500, 500, 500}});
  EXPECT_EQ(last_done(), "exit 3");
}

TEST_F(HolderTest, OneThatIsReadInTimeIsNoMatter) {
  read({master(2, 300s, vips({vip3}), r50, 100s)});
  read({Output{500, 500, 500}});
  go_to(1s);
  read({Output{500, 0, 500}});
  EXPECT_FALSE(exited());
  EXPECT_EQ(holder_.deadline(), at(300s));
}

TEST_F(HolderTest, AMasterWhoseReaderHasNothingToAnnounceHolds) {
  read({master(2, 3s)});
  read({Output{500, 0, 500}});
  read({Output{800, 300, 500}});  // a `priority`, say
  for (int second = 1; second <= 60; ++second) {
    go_to(second * 1s);
    read({alive(2, second * 1s + 3s), Output{800, 300, 500}});
  }
  EXPECT_FALSE(exited());
}

TEST_F(HolderTest, ABackupWithAStalledReaderEndsBeforeItCouldBecomeMaster) {
  read({state(State::backup, 2, std::nullopt)});
  read({Output{200, 200, 0}});
  EXPECT_EQ(holder_.deadline(), at(3s));  // three intervals
  go_to(3s);
  read({Output{200, 200, 0}});
  EXPECT_EQ(last_done(), "exit 3");
}

TEST_F(HolderTest, OneThatBecomesBackupWithAStalledReaderEndsInTheSameTurn) {
  read({master(2, 3s), Output{800, 300, 500}});
  done();
  go_to(2s);
  read({alive(2, 5s), Output{800, 300, 500}});
  done();
  go_to(4s);
  read({state(State::backup, 3, std::nullopt), Output{800, 300, 500}});
  EXPECT_EQ(last_done(), "exit 3");
}

TEST_F(HolderTest, StalledIsAtLeastOneAndAHalfSeconds) {
  read({state(State::backup, 2, std::nullopt, vips({vip3}), r50, 100ms)});
  read({Output{200, 200, 0}});
  EXPECT_EQ(holder_.deadline(), at(1500ms));
}

}  // namespace
}  // namespace vrrp::stage
