// Records in words, for people. Every byte that comes from outside is made printable.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "record/record.h"

namespace vrrp::record {

// One line, without its newline, with the time: of the capture for a frame, else `now`.
std::string in_words(const Body& body, WallTime now);

// What `vrrp-dump --verbose` adds to an advert's line: the fields that it omits, indented, without a newline:
// sender's MAC, TTL, type, count, length, checksum dialect, password. Empty for an announcement.
std::string in_detail(const Body& body);

// The answers of running electors, as a table with a heading. Each router has a line, and below it one for
// each state of its VIPs, each peer, each check and tracked interface, each difference and each reason of
// rejected adverts.
std::string status_table(const std::vector<Status>& routers);

}  // namespace vrrp::record
