// A question to a running elector, and its answer.
#pragma once

#include "record/record.h"
#include "sys/local_name.h"

namespace vrrp::tools {

// An elector that does not answer within this time counts as frozen.
constexpr Duration answer_patience = 1s;

// The answer of the process that has the router's name; ask only a credible one. An answer that is not a
// status, or is for another router, is an error, and so is no answer.
Result<record::Record> ask(const sys::Contact& contact, const record::Router& router, Duration patience);

}  // namespace vrrp::tools
