// Times and addresses of tests, written short.
#pragma once

#include "base/time.h"
#include "proto/address.h"

namespace vrrp {

inline Time at(Duration d) {
  return Time(1000s + d);
}
inline proto::Address ip(std::string_view text) {
  return *proto::Address::parse(text);
}
inline proto::Prefix prefix(std::string_view text) {
  return *proto::Prefix::parse(text);
}

}  // namespace vrrp
