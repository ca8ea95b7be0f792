// What a virtual router reads from files once, at its start: passwords, keys, peers. Whatever is wrong with
// one is an error: no router starts without what it was told to have.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "proto/address.h"

namespace vrrp::setup {

// What is known of a file before it is read.
struct FileStatus {
  bool regular = true;
  bool trusted_owner = true;  // root, or the user of this process
  unsigned mode = 0600;       // its permissions
};

// Where the files are: a program has them on the disk, a test in memory. An error begins with `what`. At most
// one byte more than `most` is read, which shows that there is more.
class Files {
 public:
  using Check = std::function<Result<>(const FileStatus&)>;

  virtual ~Files() = default;
  // `check`, if there is one, is asked before anything is read; its error is the result.
  virtual Result<std::string> read(const std::string& what, const std::string& path, std::size_t most,
                                   const Check& check) = 0;
  virtual Result<std::string> read_stdin(const std::string& what, std::size_t most) = 0;
};

// The file's first line. A password on the command line is in everybody's `ps`; in a file it need not be.
// As the key of an Authentication Header it is held to what read_key demands.
Result<std::string> read_password(Files& files, const std::string& path, bool is_key,
                                  std::vector<std::string>& warnings);

// The secret of --hmac-key. It is an error when everybody may read or write the file, or another
// user owns it, a warning when its group may.
Result<Buffer> read_key(Files& files, const std::string& path, std::vector<std::string>& warnings);

// Adds an address a line; blank lines and what follows a # do not count.
Result<> read_peers(Files& files, const std::string& path, std::vector<proto::Address>& peers);

// A whole text file, for people's lines; "-" is stdin.
Result<std::string> read_text(Files& files, const std::string& what, const std::string& path);

}  // namespace vrrp::setup
