// Drives decode_fuzz.cc where there is no libFuzzer: mutate SEED ROUNDS FILE.pcap...
// Every round takes a frame of the captures, changes it in a few places and decodes it. The same seed, files
// and rounds give the same frames.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

#include "base/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using vrrp::Buffer;

std::uint32_t little_endian(const Buffer& bytes, std::size_t at) {
  return bytes.at(at) | bytes.at(at + 1) << 8 | bytes.at(at + 2) << 16 |
         static_cast<std::uint32_t>(bytes.at(at + 3)) << 24;
}

// Where decode_fuzz.cc has the link type in its list.
std::uint8_t position_of(std::uint32_t link_type) {
  constexpr std::uint32_t order[] = {1, 113, 276, 101, 228, 229, 0, 108, 9, 104, 107};
  return static_cast<std::uint8_t>(std::ranges::find(order, link_type) - std::begin(order));
}

// The frames of a little-endian pcap file, each behind a byte that selects its link type.
void read_frames(const char* path, std::vector<Buffer>& frames) {
  std::ifstream file(path, std::ios::binary);
  const Buffer bytes{std::istreambuf_iterator<char>(file), {}};
  const std::uint8_t link = position_of(little_endian(bytes, 20));
  for (std::size_t at = 24; at < bytes.size();) {
    const std::size_t size = little_endian(bytes, at + 8);
    Buffer frame{link};
    for (std::size_t i = 0; i < size; ++i) frame.push_back(bytes.at(at + 16 + i));
    frames.push_back(std::move(frame));
    at += 16 + size;
  }
}

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

  void change(Buffer& frame) {
    constexpr std::uint8_t interesting[] = {0, 1, 2, 3, 4, 43, 44, 51, 58, 60, 64, 112, 127, 128, 254, 255};
    const std::size_t at = below(frame.size());
    const auto here = frame.begin() + static_cast<std::ptrdiff_t>(at);
    const auto rest = static_cast<std::ptrdiff_t>(below(frame.size() - at));
    switch (below(7)) {
      case 0:
        frame[at] = static_cast<std::uint8_t>(frame[at] ^ 1u << below(8));
        break;
      case 1:
        frame[at] = static_cast<std::uint8_t>(random_());
        break;
      case 2:
        frame[at] = interesting[below(std::size(interesting))];
        break;
      case 3:
        frame.resize(at + 1);
        break;
      case 4:
        frame.erase(here, here + rest);
        break;
      case 5:
        frame.insert(here, below(40), static_cast<std::uint8_t>(random_()));
        break;
      default: {
        const Buffer again(here, here + std::min<std::ptrdiff_t>(rest, 64));
        frame.insert(here, again.begin(), again.end());
      }
    }
    if (frame.empty()) frame.push_back(0);
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return std::fputs("mutate SEED ROUNDS FILE.pcap...\n", stderr), 2;
  const std::uint64_t seed = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t rounds = std::strtoull(argv[2], nullptr, 10);
  std::vector<Buffer> frames;
  for (int i = 3; i < argc; ++i) read_frames(argv[i], frames);
  std::printf("seed %llu, %llu rounds, %zu frames\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(rounds), frames.size());
  std::fflush(stdout);

  for (const Buffer& frame : frames)
    for (std::size_t size = 1; size <= frame.size(); ++size) LLVMFuzzerTestOneInput(frame.data(), size);
  Mutator mutator(seed);
  for (std::uint64_t round = 0; round < rounds; ++round) {
    Buffer frame = frames.at(mutator.below(frames.size()));
    for (std::size_t changes = mutator.below(6); changes > 0; --changes) mutator.change(frame);
    LLVMFuzzerTestOneInput(frame.data(), frame.size());
  }
  return 0;
}
