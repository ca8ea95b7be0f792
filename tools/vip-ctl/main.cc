// vip-ctl: which addresses does this host hold?

#include "commands.h"
#include "follow.h"
#include "sys/standard_fds.h"

int main(int argc, char** argv) {
  vrrp::sys::fill_standard_fds();
  vrrp::tools::VipOptions options;
  const auto parsed = vrrp::cli::parse(vrrp::tools::vip_command(options), argc, argv);
  if (!parsed) return parsed.error();
  if (parsed->subcommand == "follow") return vrrp::tools::run_follow(options);
  return vrrp::tools::run_command(parsed->subcommand, options);
}
