#include "sys/proc_net.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "sys/fd.h"

namespace vrrp::sys {
namespace {

constexpr std::uint32_t stream = 1;       // SOCK_STREAM, in the column Type
constexpr std::uint32_t unconnected = 1;  // SS_UNCONNECTED, in the column St

std::optional<std::uint32_t> number(std::string_view text, int base) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string read_proc_net(const std::string& name) {
  const Fd fd(open(("/proc/net/" + name).c_str(), O_RDONLY | O_CLOEXEC));
  std::string table;
  std::array<char, 16384> buffer;
  ssize_t size = 0;
  while (fd && (size = read(fd.get(), buffer.data(), buffer.size())) > 0)
    table.append(buffer.data(), static_cast<std::size_t>(size));
  return table;
}

// "Num RefCount Protocol Flags Type St Inode Path"; the '@' of the path stands for a zero.
// A connection has its listener's name too.
std::vector<std::string> abstract_names(std::string_view table, std::string_view prefix) {
  std::vector<std::string> names;
  for (const std::string_view line : lines(table)) {
    const auto fields = words(line);
    if (fields.size() != 8 || number(fields[4], 16) != stream || number(fields[5], 16) != unconnected)
      continue;
    if (fields[7].starts_with('@') && fields[7].substr(1).starts_with(prefix))
      names.emplace_back(fields[7].substr(1));
  }
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return names;
}

// "sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid …"; the port of the local
// address is the protocol.
bool owns_raw_socket(std::string_view table, uid_t uid, std::uint8_t protocol) {
  for (const std::string_view line : lines(table)) {
    const auto fields = words(line);
    if (fields.size() < 8) continue;
    const std::size_t colon = fields[1].find(':');
    if (colon == std::string_view::npos) continue;
    if (number(fields[1].substr(colon + 1), 16) == protocol && number(fields[7], 10) == uid) return true;
  }
  return false;
}

}  // namespace vrrp::sys
