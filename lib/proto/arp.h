// Gratuitous ARP (RFC 826, RFC 5227 section 3): "this IPv4 address is at this MAC", as a whole Ethernet
// frame.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "proto/address.h"

namespace vrrp::proto {

enum class ArpOperation : std::uint16_t { request = 1, reply = 2 };

// The form that keepalived, FRR and others send and that every neighbour's cache accepts: broadcast, sender
// and target address both `address`, target MAC all ones (PROTOCOL 7.2). 42 bytes.
Buffer gratuitous_arp(const Address& address, const Mac& mac, ArpOperation operation);

struct GratuitousArp {
  Address address{};
  Mac mac;  // the sender hardware address, which the neighbours will use
  ArpOperation operation = ArpOperation::request;
};

// Reads an ARP message (what follows the Ethernet header): nullopt unless it is IPv4 over Ethernet, a request
// or reply, whole, and sender and target protocol address are the same. The target MAC does not matter.
std::optional<GratuitousArp> parse_gratuitous_arp(Bytes message);

}  // namespace vrrp::proto
