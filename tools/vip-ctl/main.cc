// vip-ctl: which addresses does this host hold?

#include "options.h"
#include "sys/standard_fds.h"

int main(int argc, char** argv) {
  vrrp::sys::fill_standard_fds();
  vrrp::tools::VipOptions options;
  const auto parsed = vrrp::cli::parse(vrrp::tools::vip_command(options), argc, argv);
  return parsed ? parsed->run() : parsed.error();
}
