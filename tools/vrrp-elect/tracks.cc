#include "tracks.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/json.h"
#include "say.h"

namespace vrrp::tools {

Track::Track(std::string path, sys::Fd fd, int number)
    : path_(std::move(path)), own_(std::move(fd)), lines_(number, record::longest_check_line) {}

Result<Track> Track::open(const std::string& path) {
  if (path == "-") return Track("stdin", {}, STDIN_FILENO);
  struct stat status {};
  if (stat(path.c_str(), &status) < 0) return sys::fail_errno("--track: " + path);
  if (!S_ISFIFO(status.st_mode))
    return fail("--track: " + path + " is no FIFO: for a file write `tail -F " + path +
                " | vrrp-elect --track -`");
  sys::Fd fd(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!fd) return sys::fail_errno("--track: " + path);
  const int number = fd.get();
  return Track(path, std::move(fd), number);
}

bool Track::drain(const std::function<void(const record::Check&, std::string_view)>& heard) {
  const auto where = [&](std::uint64_t number) {
    return "--track: " + path_ + ": line " + std::to_string(number);
  };
  const auto take = [&](std::string_view line, std::uint64_t number) {
    const auto incoming = record::parse_line(line);
    if (!incoming) return say(where(number) + " skipped: " + incoming.error().message);
    if (*incoming && std::holds_alternative<record::Check>(**incoming))
      heard(std::get<record::Check>(**incoming), line);
  };
  return lines_.drain(take, [&](std::uint64_t number) {
    say(where(number) + " skipped: longer than the " + std::to_string(record::longest_check_line) +
        " bytes of a check record");
  }) == sys::LineReader::Status::open;
}

Result<std::list<Track>> open_tracks(const std::vector<std::string>& paths) {
  std::list<Track> tracks;
  for (const std::string& path : paths) {
    auto track = Track::open(path);
    if (!track) return std::unexpected(track.error());
    tracks.push_back(std::move(*track));
  }
  return tracks;
}

}  // namespace vrrp::tools
