// What a router's own adverts are: where they leave from, and which addresses they list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "proto/advert.h"
#include "stage/elect/elector_config.h"

namespace vrrp::stage {

// The address that adverts leave from, which is also the one that decides between equal priorities; nullopt:
// this host has none. --source, if it is there: for unicast anywhere on the host, else on the interface.
// Otherwise the first address of the interface; over IPv6 its link-local one (RFC 9568 section 5.1.2.1),
// except that unicast peers that are not link-local themselves are spoken to from a wider one. `interface`
// lists the primary addresses first. A VIP is nobody's own address but the owner's, and an owner that has
// another address sends from that one: a backup holds the VIP while the owner is away, and its kernel drops
// what comes from an address of its own host.
std::optional<proto::Address> choose_source(const ElectorConfig& config,
                                            const std::vector<proto::Prefix>& interface,
                                            const std::vector<proto::Prefix>& host);

// What a person is told where there is none.
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

// Version 3 forbids an empty list (RFC 9568 section 5.2.5): a router that elects without addresses names its
// own.
proto::Advert own_advert(const ElectorConfig& config, std::uint8_t priority,
                         const std::vector<proto::Address>& advertised, const proto::Address& source);

}  // namespace vrrp::stage
