// Every byte that comes from outside passes this bounds-checked reader, and every byte that leaves passes
// this writer. Multi-byte numbers are big-endian, as on the wire.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace vrrp {

using Bytes = std::span<const std::uint8_t>;
using Buffer = std::vector<std::uint8_t>;

// Reads forward through a span. A read past the end gives zero (or an empty span), moves nothing, and leaves
// ok() false for good: read a whole layout, then ask once.
class Reader {
 public:
  explicit Reader(Bytes bytes) : rest_(bytes) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }

  // The next `count` bytes, or an empty span when there are fewer.
  Bytes take(std::size_t count) {
    if (count > rest_.size()) {
      ok_ = false;
      return {};
    }
    const Bytes taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  void skip(std::size_t count) { take(count); }

  Bytes rest() const { return rest_; }
  std::size_t left() const { return rest_.size(); }
  bool ok() const { return ok_; }

 private:
  std::uint64_t number(std::size_t width) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : take(width)) value = value << 8 | byte;
    return value;
  }

  Bytes rest_;
  bool ok_ = true;
};

// Appends to a buffer that it owns.
class Writer {
 public:
  void u8(std::uint8_t value) { buffer_.push_back(value); }
  void u16(std::uint16_t value) {
    u8(static_cast<std::uint8_t>(value >> 8));
    u8(static_cast<std::uint8_t>(value & 0xff));
  }
  void u32(std::uint32_t value) {
    u16(static_cast<std::uint16_t>(value >> 16));
    u16(static_cast<std::uint16_t>(value & 0xffff));
  }
  void bytes(Bytes value) { buffer_.insert(buffer_.end(), value.begin(), value.end()); }
  void zeros(std::size_t count) { buffer_.insert(buffer_.end(), count, 0); }

  // Overwrites two bytes written before: for a checksum that is known only at the end.
  void put_u16(std::size_t offset, std::uint16_t value) {
    buffer_.at(offset) = static_cast<std::uint8_t>(value >> 8);
    buffer_.at(offset + 1) = static_cast<std::uint8_t>(value & 0xff);
  }

  std::size_t size() const { return buffer_.size(); }
  Bytes view() const { return buffer_; }
  Buffer take() { return std::move(buffer_); }

 private:
  Buffer buffer_;
};

}  // namespace vrrp
