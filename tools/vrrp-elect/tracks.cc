#include "tracks.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/json.h"
#include "say.h"

namespace vrrp::tools {

Track::Track(const std::string& path, sys::Fd fd, int number)
    : own_(std::move(fd)), records_(tool, "--track: " + path, number, record::longest_check_line) {}

Result<Track> Track::open(const std::string& path) {
  if (path == "-") return Track("stdin", {}, STDIN_FILENO);
  struct stat status {};
  if (stat(path.c_str(), &status) < 0) return sys::fail_errno("--track: " + path);
  if (!S_ISFIFO(status.st_mode))
    return fail("--track: " + path + " is not a FIFO; to follow a file use `tail -F " + path +
                " | vrrp-elect --track -`");
  sys::Fd fd(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!fd) return sys::fail_errno("--track: " + path);
  const int number = fd.get();
  return Track(path, std::move(fd), number);
}

bool Track::drain(const std::function<void(const record::Check&, std::string_view)>& heard) {
  return records_.drain(
      [&](std::string_view line, const std::optional<record::Incoming>& record) {
        if (const auto* check = record ? std::get_if<record::Check>(&*record) : nullptr) heard(*check, line);
      },
      [&](std::uint64_t number) {
        records_.skip(number,
                      "a check record has at most " + std::to_string(record::longest_check_line) + " bytes");
      });
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
