#include "proto/datagram.h"

#include <algorithm>

#include "proto/checksum.h"

namespace vrrp::proto {
namespace {

constexpr std::size_t ipv4_header_size = 20, ipv6_header_size = 40;

constexpr std::uint8_t hop_by_hop = 0, routing = 43, fragment = 44, destination_options = 60;
constexpr std::size_t ah_fixed_size = 12;   // RFC 4302 section 2: before the integrity check value
constexpr std::size_t least_icv_size = 12;  // every algorithm for AH gives at least 96 bits

// An Ethernet frame has at least 60 bytes: bytes that the IP header does not count are padding.
Bytes without_padding(Bytes bytes, std::size_t length) {
  return bytes.first(std::min(bytes.size(), length));
}

std::optional<Datagram> parse_ipv4(Bytes bytes) {
  Reader reader(bytes);
  const std::size_t header_length = std::size_t{4} * (reader.u8() & 0x0f);
  reader.skip(1);
  const std::size_t total_length = reader.u16();
  reader.skip(2);
  const std::uint16_t flags_and_offset = reader.u16();
  Datagram datagram;
  datagram.envelope.family = Family::ipv4;
  datagram.envelope.ttl = reader.u8();
  datagram.protocol = reader.u8();
  reader.skip(2);
  const Bytes source = reader.take(4);
  const Bytes destination = reader.take(4);
  if (!reader.ok() || header_length < ipv4_header_size) return std::nullopt;
  datagram.envelope.source = Address(Family::ipv4, source);
  datagram.envelope.destination = Address(Family::ipv4, destination);
  datagram.envelope.more_fragments = (flags_and_offset & 0x2000) != 0;
  datagram.later_fragment = (flags_and_offset & 0x1fff) != 0;
  datagram.envelope.length = total_length > header_length ? total_length - header_length : 0;
  reader.skip(header_length - ipv4_header_size);
  datagram.truncated = !reader.ok() || total_length < header_length;
  datagram.whole = without_padding(bytes, total_length);
  if (!datagram.truncated) datagram.payload = without_padding(reader.rest(), datagram.envelope.length);
  return datagram;
}

std::optional<Datagram> parse_ipv6(Bytes bytes) {
  Reader reader(bytes);
  reader.skip(4);
  Datagram datagram;
  datagram.envelope.family = Family::ipv6;
  datagram.envelope.length = reader.u16();
  datagram.protocol = reader.u8();
  datagram.envelope.ttl = reader.u8();
  const Bytes source = reader.take(16);
  const Bytes destination = reader.take(16);
  if (!reader.ok()) return std::nullopt;
  datagram.envelope.source = Address(Family::ipv6, source);
  datagram.envelope.destination = Address(Family::ipv6, destination);
  datagram.payload = without_padding(reader.rest(), datagram.envelope.length);
  datagram.whole = bytes.first(ipv6_header_size + datagram.payload.size());
  return datagram;
}

// Moves the payload past a header of `size` bytes whose next-header field said `next`.
void step_over(Datagram& datagram, std::size_t size, std::uint8_t next) {
  datagram.truncated = datagram.payload.size() < size;
  datagram.protocol = next;
  datagram.payload = datagram.truncated ? Bytes{} : datagram.payload.subspan(size);
  datagram.envelope.length -= std::min(size, datagram.envelope.length);
}

// RFC 8200 section 4. False: the extension header itself could not be read.
bool skip_extension(Datagram& datagram) {
  Reader reader(datagram.payload);
  const std::uint8_t next = reader.u8();
  const std::uint8_t units = reader.u8();
  const std::uint16_t offset_and_flag = reader.u16();
  if (!reader.ok()) return false;
  if (datagram.protocol == fragment) {
    datagram.later_fragment = (offset_and_flag & 0xfff8) != 0;
    datagram.envelope.more_fragments = (offset_and_flag & 1) != 0;
    step_over(datagram, 8, next);
  } else {
    step_over(datagram, std::size_t{8} * (units + std::size_t{1}), next);
  }
  return true;
}

// An extension header of IPv6, or an AH in either family.
bool leads_inwards(const Datagram& datagram) {
  const std::uint8_t protocol = datagram.protocol;
  if (protocol == ah_protocol) return !datagram.envelope.authentication_header;
  return datagram.envelope.family == Family::ipv6 &&
         (protocol == hop_by_hop || protocol == routing || protocol == fragment ||
          protocol == destination_options);
}

// RFC 4302 section 2.2: the length is in 32-bit words, minus 2. If it leaves no room for a check value, the
// start of the message is unknown, so nothing of it is read. False: even the length is missing.
bool open_authentication_header(Datagram& datagram) {
  Reader reader(datagram.payload);
  const std::uint8_t next = reader.u8();
  const std::size_t size = std::size_t{4} * (reader.u8() + std::size_t{2});
  if (!reader.ok()) return false;
  datagram.envelope.authentication_header = true;
  reader.skip(2);
  AuthenticationHeader ah;
  ah.spi = reader.u32();
  ah.sequence = reader.u32();
  if (size < ah_fixed_size + least_icv_size) {
    datagram.malformed_ah = true;
    datagram.protocol = next;
    datagram.payload = {};
    return true;
  }
  ah.icv = reader.take(size - ah_fixed_size);
  step_over(datagram, size, next);
  if (!datagram.truncated) datagram.ah = ah;
  return true;
}

// One header between the IP header and the message. False: it could not be read.
bool step_inwards(Datagram& datagram) {
  return datagram.protocol == ah_protocol ? open_authentication_header(datagram) : skip_extension(datagram);
}

// RFC 791 section 3.1.
Buffer encode_ipv4(const Address& source, const Address& destination, std::uint8_t protocol, std::uint16_t id,
                   Bytes payload, Precedence precedence) {
  Writer out;
  out.u8(0x45);
  out.u8(static_cast<std::uint8_t>(precedence));
  out.u16(static_cast<std::uint16_t>(ipv4_header_size + payload.size()));
  out.u16(id);
  out.u16(0);  // flags and fragment offset
  out.u8(advert_ttl);
  out.u8(protocol);
  const std::size_t checksum_at = out.size();
  out.u16(0);
  out.bytes(source.bytes());
  out.bytes(destination.bytes());
  out.put_u16(checksum_at, static_cast<std::uint16_t>(~ones_sum(out.view())));
  out.bytes(payload);
  return out.take();
}

// RFC 8200 section 3.
Buffer encode_ipv6(const Address& source, const Address& destination, std::uint8_t protocol, Bytes payload,
                   Precedence precedence) {
  Writer out;
  out.u32(std::uint32_t{6} << 28 | static_cast<std::uint32_t>(precedence) << 20);
  out.u16(static_cast<std::uint16_t>(payload.size()));
  out.u8(protocol);
  out.u8(advert_ttl);
  out.bytes(source.bytes());
  out.bytes(destination.bytes());
  out.bytes(payload);
  return out.take();
}

}  // namespace

std::optional<Datagram> parse_datagram(Bytes bytes) {
  const std::uint8_t version = Reader(bytes).u8() >> 4;
  auto datagram = version == 4 ? parse_ipv4(bytes) : version == 6 ? parse_ipv6(bytes) : std::nullopt;
  if (!datagram) return std::nullopt;
  while (leads_inwards(*datagram) && !datagram->truncated && !datagram->later_fragment &&
         !datagram->malformed_ah) {
    if (!step_inwards(*datagram)) {
      datagram->truncated = true;
      datagram->payload = {};
    }
  }
  return datagram;
}

Buffer encode_datagram(const Address& source, const Address& destination, std::uint8_t protocol,
                       std::uint16_t id, Bytes payload, Precedence precedence) {
  return destination.family() == Family::ipv4
             ? encode_ipv4(source, destination, protocol, id, payload, precedence)
             : encode_ipv6(source, destination, protocol, payload, precedence);
}

}  // namespace vrrp::proto
