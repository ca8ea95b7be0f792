// Records in words, for people. Every byte that comes from outside is made printable.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "record/record.h"

namespace vrrp::record {

// One line, without its newline, with the time: of the capture for a frame, else `now`.
std::string in_words(const Body& body, WallTime now);

// What `vrrp-dump --verbose` adds to an advert's line: the fields that it leaves out, indented, without a
// newline: sender's MAC, TTL, type, count, length, checksum dialect, password. Empty for an announcement.
std::string in_detail(const Body& body);

// What running electors answered: a table with a heading, a line for each router, and below it one for each
// state that VIPs of it are in, each peer that it hears, each check and tracked interface, each difference
// and each kind of advert that was rejected.
std::string status_table(const std::vector<Status>& routers);

}  // namespace vrrp::record
