// Frames from an interface or a capture file. The only place that uses libpcap.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace vrrp::sys {

class Capture {
 public:
  // A pcap or pcapng file; "-" is stdin.
  static Result<Capture> open_file(const std::string& path);
  // Everything that an interface sees (CAP_NET_RAW); "any" is all of them.
  static Result<Capture> open_live(const std::string& interface);

  Capture(Capture&&) noexcept;
  Capture& operator=(Capture&&) noexcept;
  ~Capture();

  // The LINKTYPE_* number of all its frames, and its name for a person.
  int link_type() const;
  std::string link_type_name() const;

  // Keeps to frames that match a pcap-filter(7) expression; an empty one matches all. In a live capture the
  // kernel also drops frames that cannot be an advert or an announcement. It fails only if the expression is
  // invalid.
  Result<> keep_to(const std::string& expression);

  // From now on every frame that next() returns is also written to a new pcap file.
  Result<> save_to(const std::string& path);

  struct Frame {
    std::uint64_t number = 0;  // its number in the file; live: among the frames that passed the filter
    WallTime captured{};
    Bytes bytes{};  // valid until the next call
  };
  enum class Next { frame, nothing_yet, end };
  // Never blocks on an interface. On a file it waits for a whole frame (see wait_with).
  Result<Next> next(Frame& frame);

  // The descriptor of an interface; when it is readable, call next(). nullopt: a file, which needs no
  // waiting.
  std::optional<int> fd() const;
  // While the interface is down its descriptor may not show that the interface is deleted, so call next()
  // this often too. nullopt: only when fd() is readable.
  std::optional<Duration> look_again() const;

  // A pipe can be silent in the middle of a frame. Called with its descriptor before each read(2), to wait
  // until it is readable; false gives up, which counts as the end of the file. Without a waiter, read(2)
  // blocks.
  using Waiter = std::function<bool(int fd)>;
  void wait_with(Waiter waiter);

  // next() failed because of the file that save_to named.
  bool cannot_save() const;

  // How many frames of a live capture the kernel dropped because they were not read in time.
  std::uint64_t dropped() const;

 private:
  struct Handle;
  explicit Capture(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

// The first interface that is up and is not a loopback.
Result<std::string> first_interface();

}  // namespace vrrp::sys
