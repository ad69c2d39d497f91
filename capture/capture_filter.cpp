#include "capture/capture_filter.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace hamon {
namespace {

// The reserved words of pcap-filter(7), libpcap 1.10, sorted.
constexpr auto kWords = std::to_array<std::string_view>({
    "aarp",         "action",        "addr1",     "addr2",
    "addr3",        "addr4",         "address1",  "address2",
    "address3",     "address4",      "ah",        "and",
    "arp",          "atalk",         "broadcast", "bpf",
    "byte",         "carp",          "clnp",      "ctl",
    "data",         "decnet",        "dir",       "dst",
    "esis",         "esp",           "ether",     "fddi",
    "ffff",         "gateway",       "geneve",    "greater",
    "host",         "icmp",          "icmp6",     "igmp",
    "igrp",         "inbound",       "ip",        "ip6",
    "ipx",          "iso",           "isis",      "l1",
    "l2",           "lat",           "len",       "less",
    "link",         "llc",           "mgt",       "mopdl",
    "moprc",        "mpls",          "multicast", "net",
    "netbeui",      "not",           "on",        "or",
    "outbound",     "pim",           "port",      "portrange",
    "ppp",          "pppoed",        "pppoes",    "proto",
    "protochain",   "radio",         "rarp",      "rr",
    "sca",          "sctp",          "slip",      "src",
    "stp",          "subtype",       "ta",        "tcp",
    "tr",           "type",          "udp",       "vlan",
    "vrrp",         "wlan",          "ifname",    "ifindex",
    "mask",         "icmptype",      "icmpcode",  "icmp6type",
    "icmp6code",    "tcpflags",      "tcp-fin",   "tcp-syn",
    "tcp-rst",      "tcp-push",      "tcp-ack",   "tcp-urg",
    "tcp-ece",      "tcp-cwr",       "icmp-echo", "icmp-echoreply",
    "icmp-unreach", "icmp-redirect", "csnp",      "psnp",
    "lsp",          "iih",           "snp",       "ra",
});

bool is_blank_or_sign(char c) {
  return std::string_view(" \t\r\n()[]!&|<>=+*/^,\\").find(c) != std::string_view::npos;
}

bool holds_only(std::string_view word, std::string_view characters) {
  return word.find_first_not_of(characters) == std::string_view::npos;
}

/// Whether it can be nothing else: a name may look much like an address (`1a.de`).
bool is_number_or_address(std::string_view word) {
  constexpr std::string_view kHex = "0123456789abcdefABCDEF:.";
  if (word.find(':') != std::string_view::npos) {
    return holds_only(word, kHex);
  }
  if (word.starts_with("0x") || word.starts_with("0X")) {
    return holds_only(word.substr(2), kHex.substr(0, 22));
  }
  return holds_only(word, "0123456789.-");
}

}  // namespace

Result<void> check_filter_words(std::string_view expression) {
  std::string_view before;
  for (std::size_t at = 0; at < expression.size();) {
    if (is_blank_or_sign(expression[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < expression.size() && !is_blank_or_sign(expression[end])) {
      ++end;
    }
    const std::string_view word = expression.substr(at, end - at);
    const bool is_port = before == "port" || before == "portrange";
    if (!is_port && !is_number_or_address(word) &&
        std::ranges::find(kWords, word) == kWords.end()) {
      return fail(message("the filter names {}, which is neither an address nor a filter's word",
                          std::string(word)),
                  {}, {},
                  message("names are never looked up; write the address, e.g. host 192.0.2.7"));
    }
    before = word;
    at = end;
  }
  return {};
}

}  // namespace hamon
