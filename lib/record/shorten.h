// What is omitted from a record that would be too long for a line.
#pragma once

#include <cstddef>

#include "record/record.h"

namespace vrrp::record {

// Shortens the record whose line is `excess` bytes too long; call it again until the line fits. It cuts
// explanations and removes the last entries of lists; a status and a priority contain their number
// (`omitted`). False: nothing more can be omitted. Names need not be cut here, because the writer limits
// them.
bool shorten(Body& body, std::size_t excess);

}  // namespace vrrp::record
