// A question to a running elector, and its answer.
#pragma once

#include "record/record.h"
#include "sys/local_name.h"

namespace vrrp::tools {

// Whoever does not answer within this time counts as frozen.
constexpr Duration answer_patience = 1s;

// What the holder of a router's name says of it; only a credible one is to be asked. It is held to be false
// where it is no status, or that of another router: the error says so, or that there is no answer.
Result<record::Record> ask(const sys::Contact& contact, const record::Router& router, Duration patience);

}  // namespace vrrp::tools
