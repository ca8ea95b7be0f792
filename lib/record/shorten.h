// What is left out of a record that would be longer than a line may be.
#pragma once

#include <cstddef>

#include "record/record.h"

namespace vrrp::record {

// Shortens the record whose line is `excess` bytes too long: call it again until the line fits. Texts that
// explain are cut, and lists lose their last entries; a status and a priority say how many (`omitted`).
// False: nothing is left to leave out. Names need no cutting here, because no name is written longer than it
// may be.
bool shorten(Body& body, std::size_t excess);

}  // namespace vrrp::record
