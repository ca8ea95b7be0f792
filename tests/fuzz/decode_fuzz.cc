// A frame of any link type, all the way to its line of JSON and of text, and that line through the reader of
// a pipeline; and a datagram through the seals of a virtual router. libFuzzer's entry: clang++
// -fsanitize=fuzzer,address,undefined; mutate.cc drives it without.
#include <cstdio>
#include <cstdlib>

#include "record/json.h"
#include "record/words.h"
#include "stage/dump/dissector.h"
#include "stage/elect/wire.h"

using namespace vrrp;

namespace {

constexpr proto::LinkType link_types[] = {
    proto::LinkType::ethernet,   proto::LinkType::linux_cooked, proto::LinkType::linux_cooked_2,
    proto::LinkType::raw_ip,     proto::LinkType::raw_ipv4,     proto::LinkType::raw_ipv6,
    proto::LinkType::bsd_null,   proto::LinkType::bsd_loop,     proto::LinkType::ppp,
    proto::LinkType::cisco_hdlc, proto::LinkType::frame_relay,
};

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "ERROR: decode_fuzz: not so: %s\n", what);
  std::abort();
}

// No control character, neither of ASCII nor of the block that follows it (C2 80 to C2 9F in UTF-8).
bool is_printable(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if (byte < ' ' || byte == 0x7f) return false;
    if (byte == 0xc2 && static_cast<std::uint8_t>(text.at(i + 1)) < 0xa0) return false;
  }
  return true;
}

void check_advert(const record::AdvertSeen& seen) {
  const proto::DecodedAdvert& advert = seen.advert;
  require(advert.addresses.size() <= advert.count.value_or(0), "no more addresses than it counts");
  require((advert.checksum == proto::ChecksumVerdict::good) == advert.dialect.has_value(),
          "a good checksum is good in a dialect");
  require(advert.version || !advert.faults.empty(), "what cannot be read is at fault");
}

void check_lines(const record::Body& body) {
  const std::string line = record::to_line({{.tool = "vrrp-dump", .node = "node"}, body});
  require(line.size() <= record::longest_line && line.find('\n') == line.size() - 1, "a record is one line");
  const auto back = record::parse_record(line);
  require(back && *back && record::to_line(**back) == line, "a record can be read back");
  for (const std::string& text : {record::in_words(body, {}), record::in_detail(body)})
    require(is_printable(text), "text is printable");
}

constexpr WallTime captured{1'795'345'897s};

// A router with a key, with a password for an AH, or with neither, and with peers or without.
stage::WireConfig router(proto::Family family, std::uint8_t version, bool with_hmac, bool with_ah,
                         bool unicast) {
  stage::WireConfig config{.family = family, .version = version, .vrid = 51};
  if (with_ah) config.auth_type = proto::AuthType::ah;
  if (with_ah) config.auth_data = {'1', '1', '1', '1'};
  if (unicast) config.peers.push_back(*proto::Address::parse("10.0.0.2"));
  if (!with_hmac) return config;
  Buffer secret;
  for (std::uint8_t i = 0; i < 32; ++i) secret.push_back(i);
  config.hmac.emplace().keys.push_back({.id = 1, .secret = secret});
  return config;
}

void check_opened(const stage::WireConfig& config, const proto::Datagram& datagram) {
  stage::Wire wire(config);
  const auto opened = wire.open(captured, datagram);
  if (!opened || opened->seal || !opened->advert.faults.empty()) return;
  if (opened->advert.version != config.version) return;
  if (config.hmac)
    require(datagram.payload.size() == opened->envelope.length + proto::hmac_trailer_size,
            "what a key is asked for has a signature");
  require(datagram.ah.has_value() == (config.auth_type == proto::AuthType::ah),
          "an AH where there is a password for it, and only there");
  if (config.hmac || datagram.ah)
    require(wire.open(captured, datagram)->seal == proto::AdvertError::replay,
            "what was taken is taken once");
}

void check_seals(Bytes bytes) {
  const auto datagram = proto::parse_datagram(bytes);
  if (!datagram) return;
  const proto::Family family = datagram->envelope.family;
  for (const bool unicast : {false, true}) {
    check_opened(router(family, 3, false, false, unicast), *datagram);
    check_opened(router(family, 3, true, false, unicast), *datagram);
    check_opened(router(family, 2, false, true, unicast), *datagram);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  // A copy of just that size: a read past its end is a finding.
  const Buffer bytes(data + 1, data + size);
  const stage::Sight sight =
      stage::dissect(link_types[data[0] % std::size(link_types)], {.number = 1, .bytes = bytes});
  if (const auto* advert = std::get_if<record::AdvertSeen>(&sight)) {
    check_advert(*advert);
    check_lines(*advert);
  }
  if (const auto* announcement = std::get_if<record::AnnouncementSeen>(&sight)) check_lines(*announcement);
  stage::RouterFilter(51).passes(sight);
  const proto::Frame frame = proto::open_frame(link_types[data[0] % std::size(link_types)], bytes);
  if (frame.content == proto::Frame::Content::ip) check_seals(frame.payload);
  static_cast<void>(record::parse_line({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
  static_cast<void>(record::parse_record({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
  return 0;
}
