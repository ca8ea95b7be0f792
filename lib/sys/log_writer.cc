#include "sys/log_writer.h"

#include <algorithm>

namespace vrrp::sys {
namespace {

constexpr std::size_t longest_queue = 64 * 1024;  // as much as a pipe holds

}  // namespace

std::optional<LogWriter::News> LogWriter::put(std::string line) {
  if (!out_) reopen();
  if (out_->lost()) {
    ++dropped_;
    return settle();
  }
  if (out_->queued_bytes() + line.size() > longest_queue && out_->waiting()) {
    ++dropped_;
    return in_trouble(News::reader_stalled);
  }
  out_->put(std::move(line));
  return settle();
}

std::optional<LogWriter::News> LogWriter::flush() {
  if (!out_) return std::nullopt;
  out_->flush();
  return settle();
}

std::optional<LogWriter::News> LogWriter::reader_gone() {
  if (!out_) return std::nullopt;
  out_->reader_gone();
  return settle();
}

// A disk that has room again first gets the rest of the line that was partly written.
void LogWriter::reopen() {
  out_.emplace(fd_);
  if (torn_.empty()) return;
  out_->put(torn_);
  if (!out_->lost())
    torn_.clear();
  else if (!out_->torn().empty())
    torn_ = out_->torn();
}

std::optional<LogWriter::News> LogWriter::settle() {
  if (out_->lost()) {
    if (torn_.empty() && !out_->has_reader()) torn_ = out_->torn();
    const std::size_t kept = std::min<std::size_t>(torn_.empty() ? 0 : 1, out_->queued_lines());
    dropped_ += out_->queued_lines() - kept;
    error_ = out_->has_reader() ? 0 : out_->error();
    out_.reset();
    return in_trouble(News::reader_gone);
  }
  if (!trouble_ || out_->waiting()) return std::nullopt;
  trouble_.reset();
  return News::writing_again;
}

std::optional<LogWriter::News> LogWriter::in_trouble(News why) {
  if (trouble_ == why) return std::nullopt;
  trouble_ = why;
  return why;
}

}  // namespace vrrp::sys
