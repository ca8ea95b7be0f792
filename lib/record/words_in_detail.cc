#include "record/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace vrrp::record {
namespace {

// RFC 2338 section 5.3.6: filled up with zeros. Any host may have sent the bytes, so they are made printable.
std::string password(const proto::AuthData& data) {
  const auto end = std::ranges::find(data, std::uint8_t{0});
  return "\"" + printable(std::string(data.begin(), end)) + "\"";
}

}  // namespace

std::string in_detail(const Body& body) {
  const auto* seen = std::get_if<AdvertSeen>(&body);
  if (!seen) return "";
  const proto::DecodedAdvert& advert = seen->advert;
  std::string text = fmt::format("    frame {}", seen->frame);
  if (seen->source_mac) text += " from " + seen->source_mac->text();
  text += fmt::format(", {} ttl {}", proto::to_word(seen->envelope.family), seen->envelope.ttl);
  if (seen->length) text += fmt::format(", length {}", *seen->length);
  if (advert.type) text += fmt::format(", type {}", *advert.type);
  if (advert.count) text += fmt::format(", count {}", *advert.count);
  if (advert.dialect == proto::Dialect::message) text += ", checksum of the message alone";
  if (advert.dialect == proto::Dialect::pseudo) text += ", checksum of message and pseudo-header";
  if (advert.auth_type == static_cast<std::uint8_t>(proto::AuthType::pass) && advert.auth_data)
    text += ", password " + password(*advert.auth_data);
  return text;
}

}  // namespace vrrp::record
