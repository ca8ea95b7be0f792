#include "sys/local_name.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "sys/listeners.h"
#include "sys/proc_net.h"
#include "sys/unix_diag.h"

namespace vrrp::sys {
namespace {

// Tests run beside each other in one network namespace.
std::string name_of(const std::string& what) {
  return "vrrp-test/" + std::to_string(getpid()) + "/" + what;
}

std::vector<std::string> credible_names(const std::string& prefix) {
  std::vector<std::string> names;
  for (const TakenName& taken : names_beginning(prefix))
    if (taken.credible) names.push_back(taken.name);
  return names;
}

// As between bind() and listen().
Fd bound_to(const std::string& name) {
  Fd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::ranges::copy(name, address.sun_path + 1);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  EXPECT_EQ(bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  return fd;
}

bool polls(int fd) {
  pollfd ready{fd, POLLIN, 0};
  return poll(&ready, 1, 0) == 1;
}

std::string said_to(const Contact& contact) {
  return listen_to(contact, 1000, 5s).value_or("(nothing)");
}

TEST(LocalName, HasOneHolderAtATime) {
  const std::string name = name_of("one");
  {
    const auto held = take_name(name);
    ASSERT_TRUE(held);
    const auto again = take_name(name);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error(), EADDRINUSE);
    EXPECT_EQ(credible_names(name), std::vector{name});
  }
  EXPECT_TRUE(take_name(name));
  EXPECT_TRUE(names_beginning(name).empty());
}

TEST(LocalName, TellsWhoseItIs) {
  const std::string name = name_of("whose");
  EXPECT_FALSE(contact(name, 0s));
  EXPECT_FALSE(owner_of_name(name));
  const auto held = take_name(name);
  const auto contacted = contact(name, 0s);
  ASSERT_TRUE(contacted);
  EXPECT_EQ(contacted->owner.pid, getpid());
  EXPECT_EQ(contacted->owner.uid, geteuid());
  EXPECT_TRUE(is_credible(contacted->owner));
  EXPECT_EQ(contacted->owner.text(), "process " + std::to_string(getpid()));
  EXPECT_FALSE(listen_to(*contacted, 1000, 1ms));
}

TEST(LocalName, OfManyTheOwnersAreToldAtOnce) {
  const std::string prefix = name_of("many/");
  const auto one = take_name(prefix + "1"), two = take_name(prefix + "2"), other = take_name(name_of("man"));
  EXPECT_EQ(owners_of_names(prefix), (Owners{{prefix + "1", geteuid()}, {prefix + "2", geteuid()}}));
  EXPECT_EQ(credible_names(prefix), (std::vector{prefix + "1", prefix + "2"}));
}

TEST(LocalName, IsSeenBeforeItsHolderListensAndConnectionsAreNot) {
  const std::string prefix = name_of("bound/");
  const auto listening = take_name(prefix + "1");
  const auto connection = contact(prefix + "1", 0s);
  ASSERT_TRUE(listening);
  const Fd accepted(accept(listening->get(), nullptr, nullptr));
  ASSERT_TRUE(accepted);
  const Fd bound = bound_to(prefix + "2");
  const std::vector names{prefix + "1", prefix + "2"};
  EXPECT_EQ(credible_names(prefix), names);
  EXPECT_EQ(abstract_names(read_proc_net("unix"), prefix), names);
}

TEST(LocalName, AFullQueueHidesNobody) {
  const std::string name = name_of("full");
  const auto held = take_name(name);
  std::vector<Contact> waiting;
  while (waiting.size() < 1000) {
    auto next = contact(name, 0s);
    ASSERT_TRUE(next);
    if (!next->connection) break;
    waiting.push_back(std::move(*next));
  }
  EXPECT_LT(waiting.size(), 1000U);
  const auto contacted = contact(name, 0s);
  ASSERT_TRUE(contacted);
  EXPECT_FALSE(contacted->connection);
  EXPECT_EQ(contacted->owner.uid, owner_of_name(name));
  EXPECT_FALSE(listen_to(*contacted, 1000, 0s));
}

TEST(LocalName, NobodyElseIsCredible) {
  EXPECT_FALSE(is_credible({}));
  EXPECT_FALSE(is_credible({.pid = 1, .uid = uid_t{3999999999}}));
  EXPECT_TRUE(is_credible({.pid = 1, .uid = uid_t{0}}));
}

TEST(Listeners, TellEachCallerSomethingAndHangUp) {
  const std::string one = name_of("one"), two = name_of("two");
  auto listeners = Listeners::make();
  ASSERT_TRUE(listeners);
  auto first_name = take_name(one), second_name = take_name(two);
  ASSERT_TRUE(first_name && second_name);
  EXPECT_EQ(listeners->add(std::move(*first_name)), 0U);
  EXPECT_EQ(listeners->add(std::move(*second_name)), 1U);
  EXPECT_FALSE(polls(listeners->fd()));
  const auto first = contact(two, 0s), second = contact(two, 0s), third = contact(one, 0s);
  ASSERT_TRUE(first && second && third);
  while (polls(listeners->fd()))
    listeners->serve([](std::size_t number) { return "number " + std::to_string(number); });
  EXPECT_EQ(said_to(*first), "number 1");
  EXPECT_EQ(said_to(*second), "number 1");
  EXPECT_EQ(said_to(*third), "number 0");
}

TEST(Listeners, ServeAFewAtATime) {
  const std::string name = name_of("many");
  auto listeners = Listeners::make();
  auto held = take_name(name);
  ASSERT_TRUE(listeners && held);
  ASSERT_TRUE(listeners->add(std::move(*held)));
  std::vector<Contact> callers;
  for (int i = 0; i < 12; ++i) {
    auto caller = contact(name, 0s);
    ASSERT_TRUE(caller);
    callers.push_back(std::move(*caller));
  }
  int served = 0, turns = 0;
  while (polls(listeners->fd())) {
    ++turns;
    const int before = served;
    listeners->serve([&](std::size_t) { return ++served, std::string("x"); });
    EXPECT_LE(served - before, 8);
  }
  EXPECT_EQ(served, 12);
  EXPECT_GT(turns, 1);
}

TEST(Listeners, ACallerThatHasGoneHarmsNobody) {
  const std::string name = name_of("gone");
  auto listeners = Listeners::make();
  auto held = take_name(name);
  ASSERT_TRUE(listeners && held);
  ASSERT_TRUE(listeners->add(std::move(*held)));
  { const auto gone = contact(name, 0s); }
  const auto there = contact(name, 0s);
  ASSERT_TRUE(there);
  while (polls(listeners->fd())) listeners->serve([](std::size_t) { return std::string(100'000, 'x'); });
  EXPECT_FALSE(listen_to(*there, 1000, 1s));  // more than was asked for
}

}  // namespace
}  // namespace vrrp::sys
