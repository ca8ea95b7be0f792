#include "sys/process_table.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>
#include <memory>

#include "base/text.h"
#include "sys/fd.h"

namespace vrrp::sys {
namespace {

constexpr std::size_t longest_comm = 15;  // TASK_COMM_LEN - 1

std::string proc_path(int pid, std::string_view file) {
  return "/proc/" + std::to_string(pid) + "/" + std::string(file);
}

// The start of a file; empty if it cannot be read: a process may end at any moment.
std::string read_start(const std::string& path) {
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 4096> bytes{};
  const ssize_t got = file ? read(file.get(), bytes.data(), bytes.size()) : -1;
  return {bytes.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

std::string read_link(const std::string& path) {
  std::array<char, PATH_MAX> target{};
  const ssize_t got = readlink(path.c_str(), target.data(), target.size());
  return {target.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

std::string_view without_end(std::string_view text, std::string_view end) {
  return text.ends_with(end) ? text.substr(0, text.size() - end.size()) : text;
}

// argv[0] may be a path, a login shell's "-bash", or a title: "nginx: master process /usr/sbin/nginx",
// "/usr/bin/redis-server 127.0.0.1:6379".
bool calls_itself(std::string_view argv0, std::string_view name) {
  if (argv0.starts_with('-')) argv0.remove_prefix(1);
  const std::string_view first_word = argv0.substr(0, argv0.find(' '));
  return base_name(argv0) == name || base_name(without_end(first_word, ":")) == name;
}

bool is_named(const Process& process, std::string_view name) {
  return process.comm == name.substr(0, longest_comm);
}

// For most processes the executable decides. The rest is read only if the name fits, because reading cmdline
// may wait for the memory of a stuck process.
Process read_process(int pid, std::string_view name) {
  Process process{.pid = pid, .executable = read_link(proc_path(pid, "exe"))};
  if (runs(process, name)) return process;
  process.comm = without_end(read_start(proc_path(pid, "comm")), "\n");
  if (!is_named(process, name)) return process;
  const std::string command_line = read_start(proc_path(pid, "cmdline"));
  process.argv0 = command_line.substr(0, command_line.find('\0'));
  return process;
}

std::string look_alike(const Process& process, std::string_view name) {
  std::string what = process.executable;
  if (what.empty()) what = process.argv0;
  return "process " + std::to_string(process.pid) + " has the name " + std::string(name) +
         (what.empty() ? " but is a zombie or a kernel thread" : " but runs " + what);
}

}  // namespace

bool runs(const Process& process, std::string_view name) {
  return base_name(without_end(process.executable, " (deleted)")) == name ||
         (is_named(process, name) && calls_itself(process.argv0, name));
}

Result<std::vector<int>> process_ids() {
  const std::unique_ptr<DIR, int (*)(DIR*)> proc(opendir("/proc"), closedir);
  if (!proc) return fail_errno("/proc");
  std::vector<int> ids;
  while (const dirent* entry = readdir(proc.get())) {
    const std::string_view text = entry->d_name;
    int pid = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pid);
    if (error == std::errc() && end == text.data() + text.size()) ids.push_back(pid);
  }
  std::ranges::sort(ids);
  return ids;
}

Result<std::string> find_program(std::string_view name) {
  const auto ids = process_ids();
  if (!ids) return std::unexpected(ids.error());
  std::string hint;
  for (const int pid : *ids) {
    if (pid == getpid() || pid == getppid()) continue;
    const Process process = read_process(pid, name);
    if (runs(process, name)) return "pid " + std::to_string(pid);
    if (hint.empty() && is_named(process, name)) hint = "; " + look_alike(process, name);
  }
  return fail("no process runs " + std::string(name) + hint);
}

}  // namespace vrrp::sys
