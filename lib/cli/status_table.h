// What running electors answered, for a person.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"

namespace vrrp::cli {

// A table with a heading, a line for each router, and below it one for each state that VIPs of it are in,
// each peer that it hears, each check and tracked interface, each difference and each kind of advert that was
// rejected; every byte from outside made printable.
std::string status_table(const std::vector<record::Status>& routers);

}  // namespace vrrp::cli
