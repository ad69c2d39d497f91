// The least that a reader through libpcap can do: it counts packets and bytes.
// Everything else that reads captures is measured against it.
#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>

#include <pcap/pcap.h>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: bench_bare_loop CAPTURE\n", stderr);
    return 2;
  }
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture(
      pcap_open_offline(argv[1], error.data()), pcap_close);
  if (capture == nullptr) {
    std::fprintf(stderr, "%s\n", error.data());
    return 2;
  }
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  pcap_pkthdr* header = nullptr;
  const unsigned char* data = nullptr;
  int status = 0;
  while ((status = pcap_next_ex(capture.get(), &header, &data)) == 1) {
    ++packets;
    bytes += header->len;
  }
  std::printf("%llu packets, %llu bytes\n", static_cast<unsigned long long>(packets),
              static_cast<unsigned long long>(bytes));
  return status == PCAP_ERROR_BREAK ? 0 : 3;
}
