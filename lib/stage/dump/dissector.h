// What vrrp-dump sees in a frame.
#pragma once

#include <optional>
#include <set>
#include <string_view>
#include <variant>

#include "proto/frame.h"
#include "record/record.h"

namespace vrrp::stage {

// Why a frame has no record, in words for a person.
struct NoRecord {
  std::string_view why{};
};

using Sight = std::variant<record::AdvertSeen, record::AnnouncementSeen, NoRecord>;

struct CapturedFrame {
  std::uint64_t number = 1;  // in the capture, from 1
  WallTime captured{};
  Bytes bytes{};
};

// An advert, a gratuitous ARP, an unsolicited neighbor advertisement, or the reason why there is no record.
// An incomplete advert is reported if it is clear that it is one. A fragment that is not the first has no
// record, because it has no header.
Sight dissect(proto::LinkType link, const CapturedFrame& frame);

// Selects one virtual router.
class RouterFilter {
 public:
  explicit RouterFilter(std::optional<std::uint8_t> vrid) : vrid_(vrid) {}

  // An advert that carries the VRID; an announcement of an address that such an advert carried before (a
  // master's advert precedes its announcements, RFC 9568 section 6.4.2), or of the VRID's virtual MAC.
  bool passes(const Sight& sight);

 private:
  std::optional<std::uint8_t> vrid_;
  std::set<proto::Address> advertised_{};
};

}  // namespace vrrp::stage
