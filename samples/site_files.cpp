#include "samples/site_files.hpp"

#include "base/result.hpp"
#include "samples/hospital_tables.hpp"

#include <array>

#include <fmt/format.h>
#include <iconv.h>

namespace hamon {
namespace {

// The words by which a ledger calls the roles.
struct RoleWord {
  std::string_view role;
  std::string_view word;
};
constexpr auto kRoleWords = std::to_array<RoleWord>({
    {"domain-controller", "ドメインコントローラ"},
    {"application", "業務サーバ"},
    {"database", "データベース"},
    {"file-server", "ファイルサーバ"},
    {"nas", "NAS"},
    {"backup", "バックアップサーバ"},
    {"client", "端末"},
    {"printer", "プリンタ"},
    {"device", "医療機器"},
    {"deployment", "更新配信サーバ"},
    {"monitoring", "監視サーバ"},
    {"router", "ルータ"},
    {"jump-host", "踏み台"},
    {"other", "プロキシ"},
});

constexpr std::string_view kHead =
    R"(# 白瀬中央病院(架空)が自院について信じていること。書式は docs/formats.md。
# What the hospital (invented) believes about itself. The README beside this file tells the story.
site: {name: 白瀬中央病院, timezone: Asia/Tokyo}
zones:
)";

constexpr std::string_view kTail = R"(services:
  emr-app: {ports: [tcp/8443]}
  mirror: {ports: [tcp/7788], carry: {forward: [damage, pass]}}
  astm: {ports: [tcp/4001]}
  receipt: {ports: [tcp/8000]}
links:
  X1: {inside: [10.77.20.90, "2001:db8:77:20::90"], outside: ["2001:db8:e1::443"], services: [tcp/443], purpose: オンライン資格確認}
  X2: {inside: [172.30.7.1], outside: [203.0.113.45], services: [udp/4500], purpose: 電子カルテ保守, vendor: 白樺電算,
       contact: 03-0000-0000, windows: ["2026-05-14T14:00/2026-05-14T16:00"]}
  X3: {inside: [10.77.1.36], outside: [192.0.2.66], services: [tcp/443], purpose: 地域医療連携}
  X4: {inside: [172.20.5.8], outside: [198.51.100.20], services: [tcp/443], purpose: 情報系プロキシ}
  X5: {inside: [192.168.40.0/24], outside: [198.51.100.20], services: [tcp/443], purpose: 患者Wi-Fi}
routers:
  core: {macs: ["02:00:77:00:00:01"]}
  border: {macs: ["02:00:77:00:00:02"]}
sensors:
  core-span: {sees: between}
  sv-tap: {sees: within, prefixes: [10.77.1.0/24, 10.77.9.0/24]}
  client-mirror: {sees: within, prefixes: [10.77.20.0/24, 10.77.21.0/24, 10.77.22.0/24, "2001:db8:77:20::/64"]}
  dept-tap: {sees: within, prefixes: [10.78.1.0/24, 10.78.2.0/24]}   # 透析(10.78.3.0/24)には観測点がない
  office-tap: {sees: within, prefixes: [172.20.5.0/24, 172.30.7.0/24]}
  border-tap: {sees: outside}
claims:
  K1: {text: 診療系は宣言済み以外の外部と接続していない, closed: [clinical]}
  K2: {text: 外部との接続は届け出た5本だけである, never: {between: [internal, outside]}, except: [X1, X2, X3, X4, X5]}
  K3: {text: 診療系と情報系は分離されている, never: {between: [clinical, INFO]}}
  K4: {text: nasに書き込むのはbkup-svだけである, never: {to: nas, services: [smb]}, except: [{from: bkup-sv}]}
  K5: {text: 待機系のemr-db-sは止めてある, never: {with: emr-db-s}}
  K6: {text: 透析部門は外部とつながっていない, closed: [10.78.3.0/24]}
  K7: {text: 電子カルテの保守は届け出た時間だけに行う, never: [{link: X2}, {from: jump}], except: [{during: ["2026-05-14T14:00/2026-05-14T16:00"]}]}
  K8: {text: CTは放射線部門のLANだけにつながっている, addresses: {system: ct, only: [10.78.1.0/24]}}
  K9: {text: 資格確認端末の相手は資格確認網と医事課端末だけである, never: {with: elig-pc},
       except: [X1, {from: "bill-pc*", to: elig-pc}, {from: elig-pc, to: dc1, services: [dhcp]}]}
  K10: {text: 患者Wi-Fiから院内には届かない, never: {from: GUEST, to: [clinical, INFO, MNT]}}
  K11: {text: 診療系の遠隔操作は必ず踏み台を通る, never: [{to: clinical, services: [remote-admin]}, {with: clinical, services: [remote-tool]}],
        except: [{from: jump}]}
events:
  - {time: 2026-05-14T10:05, kind: usb, to: info-pc1, note: 業者が持ち込んだUSBメモリ}
backups:
  B1: {system: emr-db, start: 2026-05-13T22:35, end: 2026-05-13T23:15, store: offline}
  B2: {system: emr-db, start: 2026-05-14T22:35, end: 2026-05-14T23:50, store: nas}
  B3: {system: emr-db, start: 2026-05-15T22:35, end: 2026-05-15T23:50, store: nas}
spread: {profile: default, incubation: 10m}
)";

/// Addresses as a YAML list; those with a colon stand in quotes.
std::string listed(std::string_view with_commas) {
  std::string out;
  while (!with_commas.empty()) {
    const auto comma = with_commas.find(',');
    const auto one = with_commas.substr(0, comma);
    const char* quote = one.find(':') == std::string_view::npos ? "" : "\"";
    out += fmt::format("{}{}{}{}", out.empty() ? "" : ", ", quote, one, quote);
    with_commas =
        comma == std::string_view::npos ? std::string_view() : with_commas.substr(comma + 1);
  }
  return out;
}

std::string system_line(const SampleSystem& system) {
  std::string addresses(system.address);
  if (system.name == "elig-pc") {
    addresses += ',';
    addresses += sample_address::kEligibility6;
  }
  const std::string vendor =
      system.vendor.empty() ? std::string() : fmt::format(", vendor: {}", system.vendor);
  return fmt::format("  {}: {{addresses: [{}], role: {}, department: {}{}{}}}\n", system.name,
                     listed(addresses), system.role, system.department, vendor, system.more);
}

std::string_view zone_label(std::string_view address) {
  for (const SampleZone& zone : sample_zones()) {
    std::string_view rest = zone.prefixes;
    while (!rest.empty()) {
      const auto comma = rest.find(',');
      const auto prefix = Prefix::parse(rest.substr(0, comma));
      if (prefix && prefix->contains(*IpAddress::parse(address))) {
        return zone.label;
      }
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
  }
  return {};
}

std::string_view role_word(std::string_view role) {
  for (const RoleWord& entry : kRoleWords) {
    if (entry.role == role) {
      return entry.word;
    }
  }
  return role;
}

}  // namespace

std::string sample_site_file() {
  std::string out(kHead);
  for (const SampleZone& zone : sample_zones()) {
    out += fmt::format("  {}: {{label: {}, kind: {}, prefixes: [{}]}}\n", zone.name, zone.label,
                       zone.kind, listed(zone.prefixes));
  }
  out += "groups: {clinical: [HIS-SV, HIS-CL, MED, BKUP]}\nsystems:\n";
  for (const SampleSystem& system : sample_systems()) {
    out += system_line(system);
  }
  return out + std::string(kTail);
}

std::string sample_ledger() {
  std::string out =
      "機器名,IPアドレス,MACアドレス,設置部署,用途・種別,メーカー・保守業者,OS,ゾーン,備考\r\n";
  for (const SampleSystem& system : sample_systems()) {
    out +=
        fmt::format("{},{},{},{},{},{},{},{},\r\n", system.name, system.address,
                    sample_card(system.address).text(), system.department, role_word(system.role),
                    system.vendor, system.os, zone_label(system.address));
  }
  return out +
         "old-lis,10.78.2.12,02:77:0a:4e:02:0c,検査科,業務サーバ,検体機器工業,Windows Server "
         "2003,部門システム・医療機器,更新済み(撤去未確認)\r\n";
}

std::string to_cp932(std::string_view utf8) {
  const iconv_t handle = iconv_open("CP932", "UTF-8");
  HAMON_ASSERT(handle != reinterpret_cast<iconv_t>(-1));
  std::string input(utf8);
  std::string out(utf8.size() * 2, '\0');
  char* from = input.data();
  char* to = out.data();
  std::size_t left = input.size();
  std::size_t room = out.size();
  const std::size_t wrong = iconv(handle, &from, &left, &to, &room);
  iconv_close(handle);
  HAMON_ASSERT(wrong == 0 && left == 0);
  out.resize(out.size() - room);
  return out;
}

}  // namespace hamon
