// Other programs, and other versions of ours, read the lines: not one byte of them changes by accident.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>

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

// The corpus goes beyond what a reader takes: names of no bytes, numbers out of bounds.
bool is_out_of_bounds(const std::string& why) {
  return why.find(" has 0 bytes") != std::string::npos ||
         why.find("must be a whole number") != std::string::npos ||
         why.find("must be a positive number of milliseconds") != std::string::npos;
}

// Every event has a reader, and it loses nothing: what was read is written as the same line.
TEST(RecordLines, ComeBackWhole) {
  const Corpus corpus;
  std::set<std::size_t> events;
  for (const Record& record : corpus.records()) {
    const std::string line = to_line(record);
    const auto back = parse_record(line);
    if (!back) {
      EXPECT_TRUE(is_out_of_bounds(back.error().message)) << back.error().message << ": " << line;
      continue;
    }
    ASSERT_TRUE(*back) << line;
    EXPECT_EQ(to_line(**back), line);
    events.insert((*back)->body.index());
  }
  EXPECT_EQ(events.size(), std::variant_size_v<Body>);
}

TEST(RecordLines, OfOtherEventsAreNothing) {
  for (const char* line : {"", " \t", R"({"event":"census"})", R"({"hello":1})"}) {
    const auto record = parse_record(line);
    ASSERT_TRUE(record) << line;
    EXPECT_FALSE(*record) << line;
  }
  EXPECT_EQ(parse_record("[1]").error().message, "not a JSON object");
  EXPECT_EQ(parse_record(R"({"event":"announcement"})").error().message, "field \"frame\" is missing");
}

// Fields that explain are no reason to refuse a record, whatever they are.
TEST(RecordLines, WhatExplainsIsTakenIfItIsSound) {
  const std::string head =
      R"({"event":"state","state":"init","epoch":1,"interface":"eth0","vips":[],"interval_ms":1000)";
  const auto read = [&](const std::string& rest) {
    const auto record = parse_record(head + rest);
    return record && *record ? std::get<StateChange>((*record)->body) : StateChange{.epoch = 0};
  };
  EXPECT_EQ(read(R"(,"priority":7,"late_ms":1.5,"check":"x"})").priority, 7);
  EXPECT_EQ(read(R"(,"late_ms":1.5})").late, 1500us);
  EXPECT_EQ(read(R"(,"peer":{"address":"10.0.0.2","priority":-1}})").peer->address, ip("10.0.0.2"));
  const StateChange odd = read(R"(,"priority":"high","late_ms":-1,"peer":{"address":"x"},"check":[]})");
  EXPECT_EQ(odd.epoch, 1U);
  EXPECT_EQ(odd.priority, 100);
  EXPECT_FALSE(odd.late || odd.peer);
}

// g++ 12 destroys a member twice if the initializer of a later one throws: no record is built in one go.
TEST(RecordLines, ABadFieldAfterALongTextIsAnError) {
  const std::string name(100, 'x');
  EXPECT_EQ(parse_line(R"({"event":"state","state":"init","epoch":1,"interface":"eth0","interval_ms":1000,)"
                       R"("vips":[{"address":"10.0.0.3","interface":")" +
                       name + R"(","label":3}]})")
                .error()
                .message,
            "field \"label\" must be text");
  EXPECT_EQ(parse_status(R"({"event":"status","tool":"vrrp-elect","node":")" + name + "\"}").error().message,
            "field \"interface\" is missing");
}

}  // namespace
}  // namespace vrrp::record
