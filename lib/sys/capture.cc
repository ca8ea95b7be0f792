#include "sys/capture.h"

#include <fcntl.h>
#include <pcap/pcap.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "sys/fd.h"

namespace vrrp::sys {
namespace {

// More than the longest advert, of 255 IPv6 addresses. The kernel keeps a slot of this size, and a header
// that makes it two pages, for each frame that waits. Many may wait, because a master announces all its
// addresses at once.
constexpr int snapshot_length = 8000;
constexpr int waiting_frames = 1024;
// libpcap asks to be called every millisecond while an interface is down; for a person a tenth of a second is
// enough.
constexpr Duration shortest_look = 100ms;

struct Closer {
  void operator()(pcap_t* pcap) const { pcap_close(pcap); }
  void operator()(pcap_dumper_t* file) const { pcap_dump_close(file); }
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// A compiled pcap-filter(7) expression.
struct Program {
  bpf_program code{};
  Program() = default;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() { pcap_freecode(&code); }

  bool compile(pcap_t* pcap, const std::string& expression) {
    pcap_freecode(&code);
    return pcap_compile(pcap, &code, expression.c_str(), 1, PCAP_NETMASK_UNKNOWN) == 0;
  }
};

// The frames that give a record, as exactly as the kernel can filter: VRRP, AH around VRRP, both behind one
// IPv6 extension header or before a second; gratuitous ARP; unsolicited neighbor advertisements.
constexpr auto ours = R"((
  ip proto 112 or (ip proto 51 and ip[(ip[0] & 15) << 2] = 112)
  or ip6[6] = 112 or (ip6[6] = 51 and ip6[40] = 112)
  or ((ip6[6] = 0 or ip6[6] = 43 or ip6[6] = 44 or ip6[6] = 60)
      and (ip6[40] = 112 or ip6[40] = 51 or ip6[40] = 0 or ip6[40] = 43 or ip6[40] = 44 or ip6[40] = 60))
  or (arp and arp[14:4] = arp[24:4])
  or (icmp6 and ip6[40] = 136 and ip6[44] & 0x40 = 0)))";

// "vlan" moves the offsets of all that follows it, so the untagged form comes first, and then each form is
// repeated.
std::string ours_also_tagged() {
  const std::string untagged = ours;
  return "(" + untagged + " or (vlan and " + untagged + ") or (vlan and " + untagged + "))";
}

// A file may contain any time stamp; it is limited to the years that RFC 3339 can write.
WallTime wall_time(const timeval& stamp) {
  constexpr std::int64_t last_second = 253'402'300'799;  // 9999-12-31T23:59:59Z
  const std::int64_t seconds = std::clamp<std::int64_t>(stamp.tv_sec, 0, last_second);
  const std::int64_t fraction = std::clamp<std::int64_t>(stamp.tv_usec, 0, 999'999);
  return WallTime(Duration(seconds * 1'000'000 + fraction));
}

std::string activation_error(pcap_t* pcap, int status, const std::string& interface) {
  switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
      return interface + ": no such interface";
    case PCAP_ERROR_PERM_DENIED:
      return "capturing on " + interface + " needs CAP_NET_RAW: run as root, or read a file with -r";
    case PCAP_ERROR_IFACE_NOT_UP:
      return interface + " is down; run ip link set " + interface + " up";
    default:
      return "capturing on " + interface + ": " + pcap_geterr(pcap);
  }
}

// The file under libpcap's stdio, so that the program never blocks in a read(2) that nothing can interrupt.
struct Source {
  Fd fd{};
  Capture::Waiter waiter{};
  bool gave_up = false;

  std::FILE* open_stream() {
    const auto read = [](void* self, char* buffer, std::size_t size) {
      return static_cast<Source*>(self)->take(buffer, size);
    };
    return fopencookie(this, "rb", {.read = read, .write = nullptr, .seek = nullptr, .close = nullptr});
  }

  ssize_t take(char* buffer, std::size_t size) {
    if (waiter && !gave_up) gave_up = !waiter(fd.get());
    return gave_up ? 0 : ::read(fd.get(), buffer, size);
  }
};

bool is_same_file(const Fd& fd, const std::string& path) {
  struct stat one {
  }, other{};
  return fd && fstat(fd.get(), &one) == 0 && stat(path.c_str(), &other) == 0 && one.st_dev == other.st_dev &&
         one.st_ino == other.st_ino;
}

}  // namespace

struct Capture::Handle {
  Source source{};  // of a file; outlives `pcap`, which reads from it
  std::unique_ptr<pcap_t, Closer> pcap{};
  std::unique_ptr<pcap_dumper_t, Closer> saved{};
  std::string name{};               // of the interface or file
  std::string saved_path{};         // of `saved`
  std::optional<int> fd{};          // of an interface
  std::optional<Program> filter{};  // of a file; an interface's is in the kernel
  std::uint64_t frames = 0;
  bool cannot_save = false;
};

Capture::Capture(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Capture::Capture(Capture&&) noexcept = default;
Capture& Capture::operator=(Capture&&) noexcept = default;
Capture::~Capture() = default;

Result<Capture> Capture::open_file(const std::string& path) {
  auto handle = std::make_unique<Handle>();
  handle->name = path == "-" ? "stdin" : path;
  Fd& fd = handle->source.fd;
  fd = Fd(path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return fail_errno("cannot read " + handle->name);
  struct stat status {};
  if (fstat(fd.get(), &status) == 0 && S_ISDIR(status.st_mode)) return fail(path + " is a directory");
  std::unique_ptr<std::FILE, Closer> stream(handle->source.open_stream());
  if (!stream) return fail_errno("cannot read " + handle->name);
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  handle->pcap.reset(pcap_fopen_offline(stream.get(), error.data()));
  if (!handle->pcap) return fail(handle->name + " is not a capture file that can be read: " + error.data());
  stream.release();  // libpcap's from now on
  return Capture(std::move(handle));
}

Result<Capture> Capture::open_live(const std::string& interface) {
  auto handle = std::make_unique<Handle>();
  handle->name = interface;
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  handle->pcap.reset(pcap_create(interface.c_str(), error.data()));
  pcap_t* pcap = handle->pcap.get();
  if (!pcap) return fail("capturing on " + interface + ": " + error.data());
  pcap_set_snaplen(pcap, snapshot_length);
  pcap_set_buffer_size(pcap, waiting_frames * 8192);
  pcap_set_promisc(pcap, 1);         // this host may not have joined the group of the adverts
  pcap_set_immediate_mode(pcap, 1);  // an advert is reported when it comes, not when a buffer is full
  if (const int status = pcap_activate(pcap); status < 0)
    return fail(activation_error(pcap, status, interface));
  if (pcap_setnonblock(pcap, 1, error.data()) < 0)
    return fail("capturing on " + interface + ": " + error.data());
  const int fd = pcap_get_selectable_fd(pcap);
  if (fd < 0) return fail("capturing on " + interface + ": libpcap gives no descriptor to wait for");
  handle->fd = fd;
  return Capture(std::move(handle));
}

int Capture::link_type() const {
  const int type = pcap_datalink(handle_->pcap.get());
  // LINKTYPE_RAW is the only one with another number in files, and yet another in those of OpenBSD.
  return type == DLT_RAW || type == 14 ? 101 : type;
}

std::string Capture::link_type_name() const {
  const int type = pcap_datalink(handle_->pcap.get());
  const char* name = pcap_datalink_val_to_name(type);
  return name ? name : std::to_string(type);
}

Result<> Capture::keep_to(const std::string& expression) {
  pcap_t* pcap = handle_->pcap.get();
  Program program;
  // Compiled by itself first, so that an error is about the expression, and its parentheses cannot close
  // ours.
  if (!program.compile(pcap, expression)) return fail(pcap_geterr(pcap));
  if (!handle_->fd) {
    handle_->filter.emplace().compile(pcap, expression);
    return {};
  }
  const std::string theirs = expression.empty() ? "" : "(" + expression + ") and ";
  // Some link layers have no VLAN tags or no ARP.
  if (!program.compile(pcap, theirs + ours_also_tagged()) && !program.compile(pcap, theirs + ours))
    program.compile(pcap, expression);
  if (pcap_setfilter(pcap, &program.code) < 0) return fail(pcap_geterr(pcap));
  return {};
}

Result<> Capture::save_to(const std::string& path) {
  if (is_same_file(handle_->source.fd, path))
    return fail("cannot write " + path + ": it is the file that --read names");
  handle_->saved_path = path;
  handle_->saved.reset(pcap_dump_open(handle_->pcap.get(), path.c_str()));
  if (!handle_->saved) return fail("cannot write " + std::string(pcap_geterr(handle_->pcap.get())));
  return {};
}

Result<Capture::Next> Capture::next(Frame& frame) {
  pcap_pkthdr* header = nullptr;
  const std::uint8_t* bytes = nullptr;
  while (true) {
    const int status = pcap_next_ex(handle_->pcap.get(), &header, &bytes);
    if (status == 0) return Next::nothing_yet;
    if (status == PCAP_ERROR_BREAK || handle_->source.gave_up) return Next::end;
    if (status < 0) return fail(handle_->name + ": " + pcap_geterr(handle_->pcap.get()));
    ++handle_->frames;
    if (!handle_->filter || pcap_offline_filter(&handle_->filter->code, header, bytes) != 0) break;
  }
  if (handle_->saved) {
    // Each frame is flushed, so that the file never ends with half a frame, however we exit.
    pcap_dump(reinterpret_cast<u_char*>(handle_->saved.get()), header, bytes);
    if (pcap_dump_flush(handle_->saved.get()) < 0) {
      handle_->cannot_save = true;
      return fail_errno("cannot write " + handle_->saved_path);
    }
  }
  frame = {.number = handle_->frames, .captured = wall_time(header->ts), .bytes = {bytes, header->caplen}};
  return Next::frame;
}

std::optional<int> Capture::fd() const {
  return handle_->fd;
}

std::optional<Duration> Capture::look_again() const {
  const timeval* wanted = handle_->fd ? pcap_get_required_select_timeout(handle_->pcap.get()) : nullptr;
  if (!wanted) return std::nullopt;
  return std::max(shortest_look, Duration(std::chrono::seconds(wanted->tv_sec)) + Duration(wanted->tv_usec));
}

void Capture::wait_with(Waiter waiter) {
  handle_->source.waiter = std::move(waiter);
}

bool Capture::cannot_save() const {
  return handle_->cannot_save;
}

std::uint64_t Capture::dropped() const {
  pcap_stat counted{};
  if (!handle_->fd || pcap_stats(handle_->pcap.get(), &counted) < 0) return 0;
  return counted.ps_drop;
}

Result<std::string> first_interface() {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  pcap_if_t* all = nullptr;
  if (pcap_findalldevs(&all, error.data()) < 0)
    return fail(std::string("cannot list the interfaces: ") + error.data());
  std::string first;
  for (const pcap_if_t* each = all; each && first.empty(); each = each->next) {
    constexpr bpf_u_int32 wanted = PCAP_IF_UP | PCAP_IF_RUNNING;
    const bool pseudo = (each->flags & PCAP_IF_LOOPBACK) != 0 || std::string_view(each->name) == "any";
    if ((each->flags & wanted) == wanted && !pseudo) first = each->name;
  }
  pcap_freealldevs(all);
  if (first.empty()) return fail("no interface is up: name one with --interface");
  return first;
}

}  // namespace vrrp::sys
