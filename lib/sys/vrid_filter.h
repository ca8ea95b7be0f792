// The classic BPF program of a VRRP socket: adverts of some VRIDs, and nothing else.
#pragma once

#include <bitset>
#include <vector>

#include <linux/filter.h>

namespace vrrp::sys {

using VridSet = std::bitset<256>;

// Where the data of a raw socket begins, which gives the place of the VRID.
enum class FilterFor {
  ipv4,     // the IP header, then the advert
  ipv4_ah,  // the IP header, an AH with a check value of 96 bits (RFC 2338 section 5.3.6), then the advert
  ipv6,     // the advert: the kernel keeps the headers
};

// So foreign adverts, hundreds a second in a large network, do not even wake us. Its length does not depend
// on the number of VRIDs.
std::vector<sock_filter> vrid_filter(FilterFor what, const VridSet& vrids);

}  // namespace vrrp::sys
