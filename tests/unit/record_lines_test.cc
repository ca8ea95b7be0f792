// Other programs, and other versions of ours, read the lines: not one byte of them changes by accident.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "record/json.h"
#include "record_corpus.h"

namespace vrrp::record {
namespace {

const std::string path = VRRP_SOURCE_DIR "/tests/unit/record_lines.jsonl";

// A line of many kilobytes is kept by its length and a hash (FNV-1a).
std::string shown(const std::string& line) {
  if (line.size() < 4096) return line;
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : line) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return line.substr(0, 60) + "... " + std::to_string(line.size()) + " bytes, " + std::to_string(hash) + "\n";
}

// To renew the file on purpose: VRRP_REWRITE=1 unit-tests --gtest_filter='RecordLines.*', and read the diff.
TEST(RecordLines, AreWrittenAsEver) {
  const Corpus corpus;
  if (std::getenv("VRRP_REWRITE") != nullptr) {
    std::ofstream file(path);
    for (const Record& record : corpus.records()) file << shown(to_line(record));
  }
  std::ifstream file(path);
  std::string expected;
  for (const Record& record : corpus.records()) {
    ASSERT_TRUE(std::getline(file, expected)) << "ends before record " << record.header.seq;
    EXPECT_EQ(shown(to_line(record)), expected + "\n");
  }
  EXPECT_FALSE(std::getline(file, expected)) << "goes on: " << expected;
}

}  // namespace
}  // namespace vrrp::record
