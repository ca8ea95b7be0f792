// The adverts of a router itself: their source, and the addresses that they list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "proto/advert.h"
#include "stage/elect/elector_config.h"

namespace vrrp::stage {

// The source of adverts, which also decides between equal priorities; nullopt: this host has none. If
// --source is given, it is that one, if it is on the host (for unicast) or on the interface. Otherwise the
// first address of the interface; over IPv6 its link-local one (RFC 9568 section 5.1.2.1), except that
// adverts to unicast peers that are not link-local need a wider one. `interface` lists the primary addresses
// first. Only the owner sends from a VIP, and even an owner sends from another address if it has one: a
// backup holds the VIP while the owner is away, and its kernel drops packets from an address of its own host.
std::optional<proto::Address> choose_source(const ElectorConfig& config,
                                            const std::vector<proto::Prefix>& interface,
                                            const std::vector<proto::Prefix>& host);

// The message if there is none.
std::string missing_source(const ElectorConfig& config, const std::vector<proto::Prefix>& interface);

// The addresses of the interface that no peer can send from.
std::vector<proto::Address> own_addresses(const ElectorConfig& config,
                                          const std::vector<proto::Prefix>& interface);

// The VIPs on this host that another router may send adverts from, because they are its own addresses: the
// kernel would drop those (lib/sys/martian_socket.h). An owner has no such VIPs.
std::vector<proto::Address> martian_sources(const ElectorConfig& config,
                                            const std::vector<proto::Prefix>& host);

// The VIPs that adverts list, in the order given; over IPv6 the link-local ones first (RFC 9568
// section 5.2.9: the first address MUST be link-local).
std::vector<proto::Address> advertised(const ElectorConfig& config);

// Version 3 forbids an empty list (RFC 9568 section 5.2.5), so a router without VIPs advertises its own
// address.
proto::Advert own_advert(const ElectorConfig& config, std::uint8_t priority,
                         const std::vector<proto::Address>& advertised, const proto::Address& source);

}  // namespace vrrp::stage
