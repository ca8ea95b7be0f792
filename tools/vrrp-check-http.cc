// vrrp-check-http: one HTTP request, one verdict. `vrrp-check http` runs it for each check with arguments
// that it has checked, and kills it when its time is over.
//
//   vrrp-check-http [--status LIST] [--body TEXT] [--header LINE]... [--insecure] URL
//
// Exit status 0: healthy, 1: not. The result is on stderr.
#include <curl/curl.h>
#include <getopt.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>

#include "base/text.h"
#include "stage/check/http_answer.h"

using namespace vrrp;

namespace {

constexpr std::size_t longest_body = 1024 * 1024;
constexpr int exit_usage = 2;

struct List {
  curl_slist* lines = nullptr;

  List() = default;
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  ~List() { curl_slist_free_all(lines); }
  void add(const char* line) { lines = curl_slist_append(lines, line); }
};

struct Request {
  std::string statuses = "200-399";
  std::string body{};
  List headers{};
  bool insecure = false;
  std::string url{};
};

bool read_arguments(int argc, char** argv, Request& request) {
  constexpr std::array<option, 5> options{{{"status", required_argument, nullptr, 's'},
                                           {"body", required_argument, nullptr, 'b'},
                                           {"header", required_argument, nullptr, 'H'},
                                           {"insecure", no_argument, nullptr, 'k'},
                                           {nullptr, 0, nullptr, 0}}};
  for (int found = 0; (found = getopt_long(argc, argv, "", options.data(), nullptr)) != -1;) {
    if (found == 's') request.statuses = optarg;
    if (found == 'b') request.body = optarg;
    if (found == 'H') request.headers.add(optarg);
    if (found == 'k') request.insecure = true;
    if (found == '?') return false;
  }
  if (argc - optind != 1) return false;
  request.url = argv[optind];
  return true;
}

// When the body has more bytes than needed, the transfer ends and the first part is judged.
std::size_t keep(char* data, std::size_t, std::size_t size, void* kept) {
  auto& body = *static_cast<std::string*>(kept);
  body.append(data, std::min(size, longest_body - body.size()));
  return body.size() < longest_body ? size : CURL_WRITEFUNC_ERROR;
}

// Directly to the server, without a proxy from the environment, and without following a redirect, which is an
// answer too. There is no timeout here: the caller has one.
void prepare(CURL* curl, const Request& request, std::string& body, char* error) {
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "vrrp-check/" VRRP_TOOLS_VERSION);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, request.headers.lines);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, request.insecure ? 0L : 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, request.insecure ? 0L : 2L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
}

std::string failure(CURL* curl, CURLcode code, const char* error) {
  long system = 0;
  curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &system);
  if (code == CURLE_COULDNT_CONNECT && system != 0) return std::strerror(static_cast<int>(system));
  return *error ? error : curl_easy_strerror(code);
}

stage::Outcome get(const Request& request, const stage::HttpStatuses& expected) {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return {false, "libcurl does not start"};
  std::string body;
  std::array<char, CURL_ERROR_SIZE> error{};
  prepare(curl.get(), request, body, error.data());
  const CURLcode code = curl_easy_perform(curl.get());
  const bool enough = code == CURLE_WRITE_ERROR && body.size() == longest_body;
  if (code != CURLE_OK && !enough) return {false, failure(curl.get(), code, error.data())};
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  return stage::judge_answer(expected, request.body, static_cast<int>(status), body);
}

void say(std::string_view line) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

int main(int argc, char** argv) {
  Request request;
  if (!read_arguments(argc, argv, request)) {
    say("Usage: vrrp-check-http [--status LIST] [--body TEXT] [--header LINE]... [--insecure] URL\n");
    return exit_usage;
  }
  const auto expected = stage::HttpStatuses::parse(request.statuses);
  if (!expected) {
    say("vrrp-check-http: --status: " + expected.error().message + "\n");
    return exit_usage;
  }
  const stage::Outcome outcome = get(request, *expected);
  say(outcome.detail + "\n");
  return outcome.up ? 0 : 1;
}
