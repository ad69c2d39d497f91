#include "graph/role_words.hpp"

#include "base/text_encoding.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace hamon {
namespace {

/// `whole`: the word must stand alone among letters and digits (`ap`, `ct`); else anywhere in the
/// text.
struct RoleWord {
  std::string_view word;
  Role role;
  bool whole = false;
};

// The first that fits decides, so the narrower stands before the wider: `監視カメラ` before `監視`,
// and any kind of terminal before the device it operates, because a terminal is susceptible and a
// device is not.
constexpr auto kWords = std::to_array<RoleWord>({
    {"nas", Role::Nas, true},
    {"ネットワークストレージ", Role::Nas},
    {"ネットワークディスク", Role::Nas},
    {"ドメインコントローラ", Role::DomainController},
    {"ドメコン", Role::DomainController},
    {"アクティブディレクトリ", Role::DomainController},
    {"activedirectory", Role::DomainController},
    {"domaincontroller", Role::DomainController},
    {"認証サーバ", Role::DomainController},
    {"ad", Role::DomainController, true},
    {"dc", Role::DomainController, true},
    {"踏み台", Role::JumpHost},
    {"踏台", Role::JumpHost},
    {"jumphost", Role::JumpHost},
    {"jumpserver", Role::JumpHost},
    {"bastion", Role::JumpHost},
    {"リモート接続サーバ", Role::JumpHost},
    {"リモート保守サーバ", Role::JumpHost},
    {"ゲートウェイサーバ", Role::JumpHost},
    {"バックアップ", Role::Backup},
    {"backup", Role::Backup},
    {"仮想基盤", Role::Hypervisor},
    {"仮想化基盤", Role::Hypervisor},
    {"仮想化サーバ", Role::Hypervisor},
    {"仮想ホスト", Role::Hypervisor},
    {"ハイパーバイザ", Role::Hypervisor},
    {"hypervisor", Role::Hypervisor},
    {"hyperv", Role::Hypervisor},
    {"esxi", Role::Hypervisor},
    {"vmware", Role::Hypervisor},
    {"データベース", Role::Database},
    {"database", Role::Database},
    {"db", Role::Database, true},
    {"dbサーバ", Role::Database},
    {"画像配信", Role::Application},
    {"配信", Role::Deployment},
    {"配布", Role::Deployment},
    {"wsus", Role::Deployment},
    {"sccm", Role::Deployment},
    {"ウイルス対策サーバ", Role::Deployment},
    {"ウィルス対策サーバ", Role::Deployment},
    {"アンチウイルスサーバ", Role::Deployment},
    {"ウイルス対策管理", Role::Deployment},
    {"資産管理サーバ", Role::Deployment},
    {"deployment", Role::Deployment},
    {"ファイルサーバ", Role::FileServer},
    {"ファイル共有", Role::FileServer},
    {"共有フォルダ", Role::FileServer},
    {"共有サーバ", Role::FileServer},
    {"fileserver", Role::FileServer},
    {"fileshare", Role::FileServer},
    {"プリントサーバ", Role::Application},
    {"プリンタサーバ", Role::Application},
    {"printserver", Role::Application},
    {"プリンタ", Role::Printer},
    {"複合機", Role::Printer},
    {"コピー機", Role::Printer},
    {"印刷機", Role::Printer},
    {"printer", Role::Printer},
    {"mfp", Role::Printer, true},
    {"監視カメラ", Role::Device},
    {"防犯カメラ", Role::Device},
    {"監視サーバ", Role::Monitoring},
    {"死活監視", Role::Monitoring},
    {"ネットワーク監視", Role::Monitoring},
    {"monitoring", Role::Monitoring},
    {"ルータ", Role::Router},
    {"スイッチ", Role::Router},
    {"ファイアウォール", Role::Router},
    {"ファイヤーウォール", Role::Router},
    {"アクセスポイント", Role::Router},
    {"vpn", Role::Router},
    {"ゲートウェイ", Role::Router},
    {"ネットワーク機器", Role::Router},
    {"通信機器", Role::Router},
    {"ハブ", Role::Router},
    {"無線lan", Role::Router},
    {"router", Role::Router},
    {"firewall", Role::Router},
    {"gateway", Role::Router},
    {"switch", Role::Router},
    {"utm", Role::Router, true},
    {"l2sw", Role::Router, true},
    {"l3sw", Role::Router, true},
    {"サーバ", Role::Application},
    {"server", Role::Application},
    {"端末", Role::Client},
    {"パソコン", Role::Client},
    {"クライアント", Role::Client},
    {"ワークステーション", Role::Client},
    {"タブレット", Role::Client},
    {"ノート", Role::Client},
    {"デスクトップ", Role::Client},
    {"client", Role::Client},
    {"workstation", Role::Client},
    {"desktop", Role::Client},
    {"laptop", Role::Client},
    {"terminal", Role::Client},
    {"pc", Role::Client, true},
    {"ws", Role::Client, true},
    {"医療機器", Role::Device},
    {"モダリティ", Role::Device},
    {"検査装置", Role::Device},
    {"検査機器", Role::Device},
    {"分析装置", Role::Device},
    {"分析器", Role::Device},
    {"分析機", Role::Device},
    {"測定", Role::Device},
    {"計測", Role::Device},
    {"診断装置", Role::Device},
    {"撮影", Role::Device},
    {"撮像", Role::Device},
    {"心電", Role::Device},
    {"脳波", Role::Device},
    {"超音波", Role::Device},
    {"エコー", Role::Device},
    {"内視鏡", Role::Device},
    {"レントゲン", Role::Device},
    {"x線", Role::Device},
    {"マンモグラフィ", Role::Device},
    {"生体情報", Role::Device},
    {"生体モニタ", Role::Device},
    {"患者監視", Role::Device},
    {"ベッドサイド", Role::Device},
    {"輸液", Role::Device},
    {"シリンジポンプ", Role::Device},
    {"人工呼吸", Role::Device},
    {"麻酔", Role::Device},
    {"透析", Role::Device},
    {"分包機", Role::Device},
    {"調剤機", Role::Device},
    {"再来受付機", Role::Device},
    {"精算機", Role::Device},
    {"カメラ", Role::Device},
    {"modality", Role::Device},
    {"medicaldevice", Role::Device},
    {"analyzer", Role::Device},
    {"analyser", Role::Device},
    {"ct", Role::Device, true},
    {"mr", Role::Device, true},
    {"mri", Role::Device, true},
    {"cr", Role::Device, true},
    {"dr", Role::Device, true},
    {"us", Role::Device, true},
    {"ecg", Role::Device, true},
    {"監視", Role::Monitoring},
    {"電子カルテ", Role::Application},
    {"オーダリング", Role::Application},
    {"部門システム", Role::Application},
    {"業務システム", Role::Application},
    {"application", Role::Application},
    {"pacs", Role::Application, true},
    {"ris", Role::Application, true},
    {"プロキシ", Role::Other},
    {"proxy", Role::Other, true},
    {"その他", Role::Other},
    {"other", Role::Other, true},
});

/// Runs of ASCII letters and digits, folded to lower case.
std::vector<std::string> ascii_words(std::string_view text) {
  std::vector<std::string> out(1);
  for (const char c : half_width(text)) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out.back().push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
    } else if (!out.back().empty()) {
      out.emplace_back();
    }
  }
  return out;
}

}  // namespace

std::optional<Role> role_from_words(std::string_view text) {
  const std::string all = folded(text);
  if (all.empty()) {
    return std::nullopt;
  }
  for (const auto name : all_role_names()) {
    if (folded(name) == all) {
      return parse_role(name);
    }
  }
  const auto words = ascii_words(text);
  for (const auto& entry : kWords) {
    const bool fits = entry.whole ? std::ranges::find(words, entry.word) != words.end()
                                  : all.find(folded(entry.word)) != std::string::npos;
    if (fits) {
      return entry.role;
    }
  }
  return std::nullopt;
}

}  // namespace hamon
