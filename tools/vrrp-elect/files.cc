#include "files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "options.h"
#include "proto/hmac.h"
#include "sys/fd.h"

namespace vrrp::tools {
namespace {

constexpr std::size_t largest_text = 16 * 1024 * 1024;

// Until its end, or one byte more than `most`.
Result<std::string> read_all(const std::string& what, int fd, std::size_t most) {
  std::string text;
  std::array<char, 65536> part{};
  while (text.size() <= most) {
    const ssize_t size = read(fd, part.data(), std::min(part.size(), most + 1 - text.size()));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return sys::fail_errno(what);
    if (size == 0) break;
    text.append(part.data(), static_cast<std::size_t>(size));
  }
  return text;
}

Result<> check_mode(const std::string& what, int fd, std::vector<std::string>& warnings) {
  struct stat status {};
  if (fstat(fd, &status) < 0) return sys::fail_errno(what);
  if (!S_ISREG(status.st_mode)) return fail(what + " is no regular file");
  if (status.st_uid != 0 && status.st_uid != geteuid())
    return fail(what + ": it is another user's, who may change it: chown it to root or to yourself");
  if ((status.st_mode & (S_IROTH | S_IWOTH)) != 0)
    return fail(what + ": everybody may read or write it: chmod 600 " + what.substr(what.find(' ') + 1));
  if ((status.st_mode & (S_IRGRP | S_IWGRP)) != 0)
    warnings.emplace_back(what + ": its group may read or write it: better is mode 0600");
  return {};
}

}  // namespace

Result<std::string> read_password(const std::string& path, bool is_key, std::vector<std::string>& warnings) {
  const std::string what = "--auth-pass-file: " + path;
  // A FIFO is read until its writer has ended: `--auth-pass-file <(command)`.
  const sys::Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return sys::fail_errno(what);
  if (is_key)
    if (const auto checked = check_mode(what, fd.get(), warnings); !checked)
      return std::unexpected(checked.error());
  auto text = read_all(what, fd.get(), 255);
  if (!text) return text;
  text->resize(std::min(text->find('\n'), text->size()));
  if (text->empty()) return fail(what + ": the first line is empty: write the password there");
  return text;
}

Result<Buffer> read_key(const std::string& path, std::vector<std::string>& warnings) {
  const std::string what = "--hmac-key: " + path;
  const sys::Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return sys::fail_errno(what);
  if (const auto checked = check_mode(what, fd.get(), warnings); !checked)
    return std::unexpected(checked.error());
  const auto text = read_all(what, fd.get(), 4096);
  if (!text) return std::unexpected(text.error());
  auto secret =
      proto::parse_hmac_secret(Bytes(reinterpret_cast<const std::uint8_t*>(text->data()), text->size()));
  if (!secret) return fail(what + ": " + secret.error().message);
  return secret;
}

Result<std::string> read_text(const std::string& what, const std::string& path) {
  const sys::Fd opened(path == "-" ? -1 : open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (path != "-" && !opened) return sys::fail_errno(what);
  auto text = read_all(what, path == "-" ? STDIN_FILENO : opened.get(), largest_text);
  if (text && text->size() > largest_text) return fail(what + ": more than 16 MiB");
  return text;
}

Result<> read_peers(const std::string& path, std::vector<proto::Address>& peers) {
  const std::string what = "--peers: " + path;
  const auto text = read_text(what, path);
  if (!text) return std::unexpected(text.error());
  std::size_t number = 0, before = peers.size();
  for (const std::string_view line : lines(*text)) {
    const std::string where = what + ": line " + std::to_string(++number) + ": ";
    const auto entry = words(line.substr(0, line.find('#')));
    if (entry.empty()) continue;
    const auto peer = parse_peer(entry.front());
    if (!peer) return fail(where + peer.error().message);
    if (entry.size() > 1) return fail(where + "one address a line");
    if (std::ranges::find(peers, *peer) != peers.end()) return fail(where + peer->text() + " is given twice");
    peers.push_back(*peer);
  }
  if (peers.size() == before) return fail(what + ": there is no address in it");
  return {};
}

}  // namespace vrrp::tools
