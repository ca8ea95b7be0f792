#include "sys/line_pipe.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "sys/clock.h"

namespace vrrp::sys {
namespace {

constexpr std::size_t queue_limit =
    1024 * 1024;  // if more than this waits in our own memory, the reader counts as lost
// The most bytes to read at once: twice the size of a pipe. A writer that never stops must not block
// everything else.
constexpr std::size_t most_at_once = 2 * 65536;
// The same limit for lines that are shorter than any record: as many as fill a pipe.
constexpr std::uint64_t most_lines_at_once = 4096;

bool polls(int fd, short events) {
  pollfd entry{fd, events, 0};
  return poll(&entry, 1, 0) == 1 && (entry.revents & events) != 0;
}

}  // namespace

// ---- in

LineReader::Status LineReader::drain(const std::function<void(std::string_view, std::uint64_t)>& line,
                                     const std::function<void(std::uint64_t)>& too_long) {
  std::array<char, 16384> buffer;
  // The descriptor may be shared with a shell, so it stays blocking; read only if poll reports input.
  std::size_t taken = 0;
  const std::uint64_t first = number_;
  while (taken < most_at_once && number_ - first < most_lines_at_once &&
         polls(fd_, POLLIN | POLLHUP | POLLERR)) {
    const ssize_t count = read(fd_, buffer.data(), buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) {
      partial_.clear();
      return Status::end;
    }
    taken += static_cast<std::size_t>(count);
    take({buffer.data(), static_cast<std::size_t>(count)}, line, too_long);
  }
  return Status::open;
}

void LineReader::take(std::string_view bytes,
                      const std::function<void(std::string_view, std::uint64_t)>& line,
                      const std::function<void(std::uint64_t)>& too_long) {
  while (!bytes.empty()) {
    const std::size_t newline = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, newline);
    const bool whole = newline != std::string_view::npos;
    bytes.remove_prefix(whole ? newline + 1 : bytes.size());
    if (!skipping_ && partial_.size() + piece.size() > longest_) {
      skipping_ = true;
      partial_.clear();
      too_long(number_ + 1);
    }
    if (!skipping_) partial_ += piece;
    if (!whole) continue;
    ++number_;
    if (!skipping_) line(partial_, number_);
    skipping_ = false;
    partial_.clear();
  }
}

// ---- out

LineWriter::LineWriter(int fd) : fd_(fd) {
  struct stat status {};
  if (fstat(fd, &status) < 0) {
    lost_ = true;
    return;
  }
  kind_ = S_ISFIFO(status.st_mode)   ? Kind::fifo
          : S_ISSOCK(status.st_mode) ? Kind::socket
          : S_ISREG(status.st_mode)  ? Kind::file
                                     : Kind::other;
  if (kind_ == Kind::fifo || kind_ == Kind::other) {
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    own_ = Fd(open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
    if (!own_ && errno == ENXIO && kind_ == Kind::fifo) lost_ = true;  // a pipe without a reader
  }
}

void LineWriter::put(std::string line, std::string key) {
  enqueue(std::move(line), std::move(key));
  flush();
  judge_queue();
}

void LineWriter::add(std::string line, std::string key) {
  enqueue(std::move(line), std::move(key));
  if (full()) flush();
  judge_queue();
}

void LineWriter::enqueue(std::string line, std::string key) {
  if (lost_) return;
  total_ += line.size();
  if (!key.empty()) {
    // The first line may be half written, so only later lines can be taken back.
    const auto first = queue_.begin() + (sent_of_front_ > 0 ? 1 : 0);
    const auto older =
        std::find_if(first, queue_.end(), [&](const Line& queued) { return queued.key == key; });
    if (older != queue_.end()) {
      queued_bytes_ -= older->text.size();
      total_ -= older->text.size();
      queue_.erase(older);
    }
  }
  queued_bytes_ += line.size();
  queue_.push_back({std::move(line), std::move(key)});
}

void LineWriter::judge_queue() {
  if (queued_bytes_ > queue_limit) lost_ = true;
}

short LineWriter::wants() const {
  return waiting() ? POLLOUT : 0;
}

void LineWriter::ready(short events) {
  if ((events & (POLLERR | POLLHUP | POLLNVAL)) != 0) return reader_gone();
  flush();
}

void LineWriter::drain(Duration patience) {
  const Time end = now() + patience;
  flush();
  for (Duration left = patience; waiting() && !lost() && left > 0s; left = end - now()) {
    pollfd writable{fd(), POLLOUT, 0};
    poll(&writable, 1, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count()));
    ready(writable.revents);
  }
}

void LineWriter::flush() {
  while (!lost_ && !queue_.empty()) {
    // Several whole lines in one write.
    std::string batch;
    batch.reserve(std::min(queued_bytes_, one_write()));
    batch.append(queue_.front().text, sent_of_front_);
    for (auto next = queue_.begin() + 1;
         next != queue_.end() && batch.size() + next->text.size() <= one_write(); ++next)
      batch += next->text;
    const std::ptrdiff_t written = write_some(batch);
    if (written <= 0) return;
    queued_bytes_ -= static_cast<std::size_t>(written);
    sent_of_front_ += static_cast<std::size_t>(written);
    while (!queue_.empty() && sent_of_front_ >= queue_.front().text.size()) {
      sent_of_front_ -= queue_.front().text.size();
      queue_.pop_front();
    }
  }
}

// How many bytes were written; 0: it accepts none now.
std::ptrdiff_t LineWriter::write_some(std::string_view bytes) {
  ssize_t written = 0;
  do {
    if (kind_ == Kind::socket) {
      written = send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    } else if (own_ || kind_ == Kind::file) {
      written = write(fd(), bytes.data(), bytes.size());
    } else if (polls(fd_, POLLOUT)) {
      written = write(fd_, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
    } else {
      return 0;
    }
  } while (written < 0 && errno == EINTR);
  if (written < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
    lost_ = true;
    error_ = errno;
  }
  return written;
}

std::optional<std::uint64_t> LineWriter::unread() const {
  int in_pipe = 0;
  if (kind_ != Kind::fifo || ioctl(fd(), FIONREAD, &in_pipe) < 0) return std::nullopt;
  return static_cast<std::uint64_t>(in_pipe) + queued_bytes_;
}

}  // namespace vrrp::sys
