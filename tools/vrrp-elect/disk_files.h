// The files that virtual routers name, on the disk of this host.
#pragma once

#include "setup/files.h"

namespace vrrp::tools {

class DiskFiles final : public setup::Files {
 public:
  Result<std::string> read(const std::string& what, const std::string& path, std::size_t most,
                           const Check& check) override;
  Result<std::string> read_stdin(const std::string& what, std::size_t most) override;
};

}  // namespace vrrp::tools
