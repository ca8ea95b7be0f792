// Between one virtual router and its wire: the bytes that an advert of ours becomes, and what bytes from
// there say. It knows what is secret (password, keys) and counts what must not repeat (AH's sequence number,
// the signature's time). Wall-clock time is an argument.
#pragma once

#include <optional>
#include <vector>

#include "base/time.h"
#include "proto/advert.h"
#include "proto/datagram.h"
#include "proto/hmac.h"

namespace vrrp::stage {

struct WireConfig {
  proto::Family family = proto::Family::ipv4;
  std::uint8_t version = 3;
  std::uint8_t vrid = 1;
  proto::AuthType auth_type = proto::AuthType::none;
  proto::AuthData auth_data{};              // the password; with AuthType::ah the key
  std::optional<proto::HmacConfig> hmac{};  // empty: nothing is signed, and a signed advert is too long
  std::vector<proto::Address> peers{};      // unicast; empty: to the group
};

class Wire {
 public:
  explicit Wire(WireConfig config);

  // From the IP header on, one for each destination.
  struct Packet {
    proto::Address destination{};
    Buffer datagram{};
  };
  std::vector<Packet> seal(WallTime now, const proto::Advert& advert, const proto::Address& source,
                           proto::Dialect dialect);

  struct Opened {
    proto::DecodedAdvert advert{};
    proto::Envelope envelope{};
    std::optional<proto::Fault> seal{};  // what signature or AH say against it
  };
  // nullopt: nothing of this virtual router (another VRID, or no VRRP at all).
  std::optional<Opened> open(WallTime now, const proto::Datagram& datagram);
};

}  // namespace vrrp::stage
