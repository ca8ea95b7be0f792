// What `vrrp-dump --verbose` adds to an advert's line of text.
#pragma once

#include <string>

#include "record/record.h"

namespace vrrp::cli {

// The fields that the line leaves out, indented, without a newline: sender's MAC, TTL, type, count, length,
// checksum dialect, password. Empty for an announcement.
std::string in_detail(const record::Body& body);

}  // namespace vrrp::cli
