#include "samples/sample_files.hpp"

#include "samples/incidents.hpp"
#include "samples/sample_capture.hpp"
#include "samples/sample_talk.hpp"
#include "samples/site_files.hpp"
#include "samples/zeek_log.hpp"

#include <algorithm>
#include <iterator>

namespace hamon {

std::vector<SampleFile> sample_files(const Catalogue& words) {
  const std::vector<SampleTalk> talks = sample_days();
  const std::string ledger = sample_ledger();
  std::vector<SampleFile> files{
      {"README.md", sample_readme(words)},      {"conn.json.log", zeek_conn_json(talks)},
      {"conn.log", zeek_conn_log(talks)},       {"dhcp.log", zeek_dhcp_log(talks)},
      {"hospital.pcap", sample_capture(talks)}, {"ledger-cp932.csv", to_cp932(ledger)},
      {"ledger.csv", "\xEF\xBB\xBF" + ledger},  {"ntlm.log", zeek_ntlm_log(talks)},
      {"site.yaml", sample_site_file()}};
  std::ranges::move(incident_files(words), std::back_inserter(files));
  return files;
}

}  // namespace hamon
