#include "stage/hold/placement.h"

#include <gtest/gtest.h>

namespace vrrp::stage {
namespace {

using host::AddressRequest;
using host::HostAddress;
using What = Placement::What;

proto::Prefix prefix(const char* text) {
  return *proto::Prefix::parse(text);
}
AddressRequest add(const char* text) {
  return {.prefix = prefix(text)};
}
AddressRequest lease(const char* text) {
  return {.prefix = prefix(text), .valid = std::chrono::seconds(3)};
}
HostAddress hosts(const char* text) {
  return {.prefix = prefix(text)};
}
HostAddress ours(const char* text) {
  return {.prefix = prefix(text), .tag = host::our_tag};
}
HostAddress leased(const char* text) {
  return {.prefix = prefix(text), .valid = std::chrono::seconds(3), .tag = host::our_tag};
}
HostAddress secondary(HostAddress address) {
  address.secondary = true;
  return address;
}
What verdict(const AddressRequest& request, const std::vector<HostAddress>& there, bool promotes = false) {
  return place(request, there, promotes).what;
}

TEST(Placement, WhatIsNotThereIsAdded) {
  EXPECT_EQ(verdict(add("10.0.0.3"), {hosts("10.0.0.1/24")}), What::add);
  EXPECT_EQ(verdict(lease("10.0.0.3"), {hosts("10.0.0.1/24")}), What::add);
  EXPECT_EQ(verdict(add("10.0.0.3/24"), {hosts("10.0.0.1/24")}), What::add);
}

TEST(Placement, WhatIsThereAlreadyIsKept) {
  EXPECT_EQ(verdict(add("10.0.0.3"), {ours("10.0.0.3")}), What::keep);
}

TEST(Placement, ALeaseIsRenewedByTheNextRun) {
  EXPECT_EQ(verdict(lease("10.0.0.3"), {leased("10.0.0.3")}), What::renew);
  EXPECT_EQ(verdict(lease("fd00::3"), {leased("fd00::3")}), What::renew);
}

TEST(Placement, WithoutLeaseItStaysForEver) {
  EXPECT_EQ(verdict(add("10.0.0.3"), {leased("10.0.0.3")}), What::renew);
}

TEST(Placement, AnotherLabelReplacesIt) {
  HostAddress labelled = ours("10.0.0.3");
  labelled.label = "eth0";
  AddressRequest request = add("10.0.0.3");
  EXPECT_EQ(verdict(request, {labelled}), What::keep);
  request.label = "eth0:vip";
  EXPECT_EQ(verdict(request, {labelled}), What::relabel);
}

TEST(Placement, SomebodyElsesAddressIsLeftAlone) {
  EXPECT_EQ(verdict(add("10.0.0.3"), {hosts("10.0.0.3")}), What::foreign);
  EXPECT_EQ(verdict(add("10.0.0.3"), {hosts("10.0.0.3/24")}), What::foreign);
}

TEST(Placement, SomebodyElsesAddressIsNeverLeased) {
  EXPECT_EQ(verdict(lease("10.0.0.3"), {hosts("10.0.0.3")}), What::refuse);
  EXPECT_EQ(verdict(lease("fd00::3"), {hosts("fd00::3/64")}), What::refuse);
}

TEST(Placement, TheSameAddressWithAnotherLengthIsRefused) {
  EXPECT_EQ(verdict(add("fd00::3"), {ours("fd00::3/64")}), What::refuse);
  EXPECT_EQ(verdict(add("10.0.0.3/24"), {ours("10.0.0.3")}), What::refuse);
}

TEST(Placement, APermanentHostAddressBecomesALease) {
  EXPECT_EQ(verdict(lease("10.0.0.3"), {ours("10.0.0.3")}), What::renew);
  EXPECT_EQ(verdict(lease("fd00::3"), {ours("fd00::3")}), What::renew);
}

TEST(Placement, APermanentWiderOneDoesNot) {
  EXPECT_EQ(verdict(lease("fd00::3/64"), {ours("fd00::3/64")}), What::refuse);
  EXPECT_EQ(verdict(lease("10.0.0.3/24"), {ours("10.0.0.3/24")}, true), What::refuse);
}

TEST(Placement, AWideIpv6LeaseFromTheStartIsSafe) {
  EXPECT_EQ(verdict(lease("fd00::3/64"), {hosts("fd00::1/64")}), What::add);
}

TEST(Placement, TheFirstOfAnIpv4SubnetIsNotLeased) {
  EXPECT_EQ(verdict(lease("10.0.0.3/24"), {}), What::refuse);
  EXPECT_EQ(verdict(lease("10.0.0.3/24"), {hosts("10.0.1.1/24"), hosts("10.0.0.1/25")}), What::refuse);
  EXPECT_EQ(verdict(lease("10.0.0.3/24"), {leased("10.0.0.3/24"), secondary(hosts("10.0.0.1/24"))}),
            What::refuse);
}

TEST(Placement, UnlessTheKernelPromotesTheOthers) {
  EXPECT_EQ(verdict(lease("10.0.0.3/24"), {}, true), What::add);
}

TEST(Placement, OrAnotherCameBeforeIt) {
  EXPECT_EQ(verdict(lease("10.0.0.3/24"), {hosts("10.0.0.1/24")}), What::add);
  EXPECT_EQ(verdict(lease("10.0.0.3/24"), {hosts("10.0.0.1/24"), secondary(leased("10.0.0.3/24"))}),
            What::renew);
}

TEST(GoesAlong, TheOthersOfItsSubnetWhenTheFirstOneGoes) {
  const std::vector<HostAddress> there{ours("10.0.0.3/24"), secondary(hosts("10.0.0.1/24")),
                                       hosts("10.0.1.1/24")};
  EXPECT_EQ(goes_along(there[0], there, false), prefix("10.0.0.1/24"));
  EXPECT_EQ(goes_along(there[0], there, true), std::nullopt);
  EXPECT_EQ(goes_along(there[1], there, false), std::nullopt);
  EXPECT_EQ(goes_along(there[2], there, false), std::nullopt);
}

}  // namespace
}  // namespace vrrp::stage
