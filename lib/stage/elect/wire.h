// Between one virtual router and its wire: it turns adverts into bytes, and received bytes into adverts. It
// has the secrets (password, keys) and counts the numbers that must not repeat (AH's sequence number, the
// signature's time). Wall-clock time is an argument.
#pragma once

#include <optional>
#include <vector>

#include "base/time.h"
#include "proto/advert.h"
#include "proto/ah.h"
#include "proto/datagram.h"
#include "proto/hmac.h"
#include "proto/replay.h"

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

  // Datagrams with their IP header, one for each destination. None if the configuration signs without a key.
  struct Packet {
    proto::Address destination{};
    Buffer datagram{};
  };
  std::vector<Packet> seal(WallTime now, const proto::Advert& advert, const proto::Address& source,
                           proto::Dialect dialect);

  struct Opened {
    proto::DecodedAdvert advert{};
    proto::Envelope envelope{};                // its length is that of the message, without a signature
    std::optional<proto::AdvertError> seal{};  // the error of its signature or AH
    // The key ID in its signature, also if we have no such key; empty: not signed.
    std::optional<std::uint8_t> key_id{};
    // How far its time is behind our clock (negative: ahead of it), if that is outside the window.
    std::optional<std::chrono::seconds> off_clock{};
  };
  // nullopt: not for this virtual router (another VRID or family, or not VRRP). Check the errors of the
  // advert itself before the seal: a signature is expected only if the length shows one.
  std::optional<Opened> open(WallTime now, const proto::Datagram& datagram);

 private:
  bool signs() const;
  bool is_sound(const proto::DecodedAdvert& advert) const;
  Buffer message(WallTime now, const proto::Advert& advert, const proto::Address& source,
                 const proto::Address& destination, proto::Dialect dialect);
  Packet packet(WallTime now, const proto::Address& source, const proto::Address& destination, Bytes message);
  proto::DecodedAdvert decode(Bytes message, const proto::Envelope& envelope, Bytes trailer) const;
  std::optional<proto::AdvertError> judge_ah(const proto::Datagram& datagram, bool sound);
  std::optional<proto::AdvertError> judge_signature(WallTime now, const proto::Envelope& envelope,
                                                    Bytes message, Bytes trailer, bool sound);
  std::optional<std::chrono::seconds> off_clock(WallTime now, Bytes trailer) const;

  WireConfig config_;
  std::uint16_t last_id_ = 0;
  proto::AhCounter ah_{};
  proto::SequenceSource sequence_{};
  proto::ReplayMarks marks_;
};

}  // namespace vrrp::stage
