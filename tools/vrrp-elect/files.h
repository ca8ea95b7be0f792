// What a virtual router reads from files once, at its start: passwords, keys, peers. Whatever is wrong with
// one is an error: no router starts without what it was told to have.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "proto/address.h"

namespace vrrp::tools {

// The file's first line. A password on the command line is in everybody's `ps`; in a file it need not be.
// As the key of an Authentication Header it is held to what read_key demands.
Result<std::string> read_password(const std::string& path, bool is_key, std::vector<std::string>& warnings);

// The secret of --hmac-key. It is an error when everybody may read or write the file, or another
// user owns it, a warning when its group may.
Result<Buffer> read_key(const std::string& path, std::vector<std::string>& warnings);

// Adds an address a line; blank lines and what follows a # do not count.
Result<> read_peers(const std::string& path, std::vector<proto::Address>& peers);

// A whole text file, for people's lines.
Result<std::string> read_text(const std::string& what, const std::string& path);

}  // namespace vrrp::tools
