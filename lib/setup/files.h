// What a virtual router reads from files once, at its start: passwords, keys, peers. Any problem with a file
// is an error: no router starts without its configured secrets and peers.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "proto/address.h"

namespace vrrp::setup {

// What is known about a file before it is read.
struct FileStatus {
  bool regular = true;
  bool trusted_owner = true;  // root, or the user of this process
  unsigned mode = 0600;       // its permissions
};

// Where the files are: a program has them on the disk, a test in memory. An error begins with `what`. At most
// `most` + 1 bytes are read; the last one shows that the file is too long.
class Files {
 public:
  using Check = std::function<Result<>(const FileStatus&)>;

  virtual ~Files() = default;
  // `check`, if given, is called before anything is read; its error is the result.
  virtual Result<std::string> read(const std::string& what, const std::string& path, std::size_t most,
                                   const Check& check) = 0;
  virtual Result<std::string> read_stdin(const std::string& what, std::size_t most) = 0;
};

// The file's first line. All users can see a password on the command line with ps; in a file they need not.
// If it is the key of an Authentication Header, the file must satisfy read_key.
Result<std::string> read_password(Files& files, const std::string& path, bool is_key,
                                  std::vector<std::string>& warnings);

// The secret of --hmac-key. It is an error if other users may read or write the file or another user owns it,
// and a warning if its group may.
Result<Buffer> read_key(Files& files, const std::string& path, std::vector<std::string>& warnings);

// Adds one address per line; blank lines and text after a # are ignored.
Result<> read_peers(Files& files, const std::string& path, std::vector<proto::Address>& peers);

// A whole text file; "-" is stdin.
Result<std::string> read_text(Files& files, const std::string& what, const std::string& path);

}  // namespace vrrp::setup
