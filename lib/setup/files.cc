#include "setup/files.h"

#include <algorithm>

#include "base/text.h"
#include "proto/hmac.h"
#include "setup/router_options.h"

namespace vrrp::setup {
namespace {

constexpr std::size_t largest_text = 16 * 1024 * 1024;

Result<> check_status(const std::string& what, const FileStatus& status, std::vector<std::string>& warnings) {
  if (!status.regular) return fail(what + " is not a regular file");
  if (!status.trusted_owner)
    return fail(what + " belongs to another user, who may change it; chown it to root or to yourself");
  if ((status.mode & 0006) != 0)
    return fail(what + ": all users may read or write it; run chmod 600 " + what.substr(what.find(' ') + 1));
  if ((status.mode & 0060) != 0)
    warnings.emplace_back(what + ": its group may read or write it; mode 0600 is safer");
  return {};
}

// For Files::read; `what` and `warnings` must outlive it.
Files::Check check_for(const std::string& what, std::vector<std::string>& warnings) {
  return [&](const FileStatus& status) { return check_status(what, status, warnings); };
}

}  // namespace

Result<std::string> read_password(Files& files, const std::string& path, bool is_key,
                                  std::vector<std::string>& warnings) {
  const std::string what = "--auth-pass-file: " + path;
  auto text = files.read(what, path, 255, is_key ? check_for(what, warnings) : nullptr);
  if (!text) return text;
  text->resize(std::min(text->find('\n'), text->size()));
  if (text->empty()) return fail(what + ": the first line is empty: write the password there");
  return text;
}

Result<Buffer> read_key(Files& files, const std::string& path, std::vector<std::string>& warnings) {
  const std::string what = "--hmac-key: " + path;
  const auto text = files.read(what, path, 4096, check_for(what, warnings));
  if (!text) return std::unexpected(text.error());
  auto secret =
      proto::parse_hmac_secret(Bytes(reinterpret_cast<const std::uint8_t*>(text->data()), text->size()));
  if (!secret) return fail(what + ": " + secret.error().message);
  return secret;
}

Result<std::string> read_text(Files& files, const std::string& what, const std::string& path) {
  auto text =
      path == "-" ? files.read_stdin(what, largest_text) : files.read(what, path, largest_text, nullptr);
  if (text && text->size() > largest_text) return fail(what + ": more than 16 MiB");
  return text;
}

Result<> read_peers(Files& files, const std::string& path, std::vector<proto::Address>& peers) {
  const std::string what = "--peers: " + path;
  const auto text = read_text(files, what, path);
  if (!text) return std::unexpected(text.error());
  std::size_t number = 0, before = peers.size();
  for (const std::string_view line : lines(*text)) {
    const std::string where = what + ": line " + std::to_string(++number) + ": ";
    const auto entry = words(line.substr(0, line.find('#')));
    if (entry.empty()) continue;
    const auto peer = parse_peer(entry.front());
    if (!peer) return fail(where + peer.error().message);
    if (entry.size() > 1) return fail(where + "write one address per line");
    if (std::ranges::find(peers, *peer) != peers.end()) return fail(where + peer->text() + " is given twice");
    peers.push_back(*peer);
  }
  if (peers.size() == before) return fail(what + " contains no address");
  return {};
}

}  // namespace vrrp::setup
