#include "proto/digest.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>

namespace vrrp::proto {

std::array<std::uint8_t, 16> hmac_sha256_128(Bytes key, std::initializer_list<Bytes> pieces) {
  hmac_sha256_ctx context;
  hmac_sha256_set_key(&context, key.size(), key.data());
  for (const Bytes piece : pieces) hmac_sha256_update(&context, piece.size(), piece.data());
  std::array<std::uint8_t, 16> digest{};
  hmac_sha256_digest(&context, digest.size(), digest.data());
  return digest;
}

std::array<std::uint8_t, 12> hmac_md5_96(Bytes key, std::initializer_list<Bytes> pieces) {
  hmac_md5_ctx context;
  hmac_md5_set_key(&context, key.size(), key.data());
  for (const Bytes piece : pieces) hmac_md5_update(&context, piece.size(), piece.data());
  std::array<std::uint8_t, 12> digest{};
  hmac_md5_digest(&context, digest.size(), digest.data());
  return digest;
}

bool equal_in_constant_time(Bytes left, Bytes right) {
  return left.size() == right.size() && memeql_sec(left.data(), right.data(), left.size()) != 0;
}

}  // namespace vrrp::proto
