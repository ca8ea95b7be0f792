#include "sys/vrid_filter.h"

#include <cstdint>

namespace vrrp::sys {
namespace {

constexpr std::uint32_t authentication_header_size = 24;
constexpr std::uint32_t vrrp_protocol_number = 112;
constexpr std::uint32_t words = 256 / 32;

sock_filter does(std::uint32_t code, std::uint32_t k = 0) {
  return BPF_STMT(static_cast<std::uint16_t>(code), k);
}

std::uint32_t word_of(const VridSet& vrids, std::uint32_t number) {
  std::uint32_t word = 0;
  for (std::uint32_t bit = 0; bit < 32; ++bit)
    if (vrids[number * 32 + bit]) word |= 1u << bit;
  return word;
}

}  // namespace

// A load past the end of the packet drops it, so a packet that is too short for a VRID is dropped.
std::vector<sock_filter> vrid_filter(FilterFor what, const VridSet& vrids) {
  std::vector<sock_filter> code;
  // X = where the headers end.
  code.push_back(what == FilterFor::ipv6 ? does(BPF_LDX | BPF_W | BPF_IMM, 0)
                                         : does(BPF_LDX | BPF_B | BPF_MSH, 0));
  if (what == FilterFor::ipv4_ah) {
    code.push_back(does(BPF_LD | BPF_B | BPF_IND, 0));  // the AH's next header
    code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, vrrp_protocol_number, 1, 0));
    code.push_back(does(BPF_RET | BPF_K, 0));
  }
  const std::uint32_t header = what == FilterFor::ipv4_ah ? authentication_header_size : 0;
  code.push_back(does(BPF_LD | BPF_B | BPF_IND, header + 1));  // A = VRID
  // The set is a table of 256 bits: X = which bit of a word, A = which word.
  code.push_back(does(BPF_ST, 0));
  code.push_back(does(BPF_ALU | BPF_AND | BPF_K, 31));
  code.push_back(does(BPF_MISC | BPF_TAX));
  code.push_back(does(BPF_LD | BPF_W | BPF_MEM, 0));
  code.push_back(does(BPF_ALU | BPF_RSH | BPF_K, 5));
  for (std::uint32_t word = 0; word < words; ++word) {
    const std::uint32_t to_end = 3 * (words - 1 - word);
    code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, word, 0, 2));
    code.push_back(does(BPF_LD | BPF_W | BPF_IMM, word_of(vrids, word)));
    code.push_back(does(BPF_JMP | BPF_JA, to_end));
  }
  code.push_back(does(BPF_ALU | BPF_RSH | BPF_X));
  code.push_back(does(BPF_ALU | BPF_AND | BPF_K, 1));
  code.push_back(does(BPF_ALU | BPF_MUL | BPF_K, 0xffff));  // all of the packet, or nothing
  code.push_back(does(BPF_RET | BPF_A));
  return code;
}

}  // namespace vrrp::sys
