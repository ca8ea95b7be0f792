// Errors are values: a function that can fail in an ordinary way returns a Result.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace vrrp {

// What was attempted, on what, and why it failed: one line for a person, without a trailing period.
struct Error {
  std::string message;

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T = void>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(std::string message) {
  return std::unexpected(Error{std::move(message)});
}

}  // namespace vrrp
