#pragma once

#include "base/result.hpp"
#include "base/zip_archive.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// A name, and the hash of the bytes behind it.
struct NamedHash {
  std::string name;
  std::string sha256;  ///< 64 lower-case hexadecimal digits; of a source empty where nobody hashed
  bool operator==(const NamedHash&) const = default;
};

/// What `manifest.json` of an evidence package says (docs/formats.md).
struct EvidenceManifest {
  static constexpr const char* kSchema = "hamon/evidence/1";
  static constexpr const char* kName = "manifest.json";

  std::string case_id;
  std::string tool_version;
  std::string generated;           ///< RFC 3339
  std::vector<NamedHash> sources;  ///< what the case was made from, in the manifest's order
  std::vector<NamedHash> parts;    ///< of the package, the manifest itself left out
};

/// Errors, with the line: no JSON, another document, a part without name or hash, a name twice,
/// more than 10,000 parts.
[[nodiscard]] Result<EvidenceManifest> parse_manifest(std::string_view json);

/// What became of a part of the package.
enum class PartState {
  Unchanged,
  Changed,  ///< other bytes, or none that could be read
  Missing,
  Added,  ///< the manifest does not know it
  Twice   ///< two parts have its name: nobody can say which one is meant
};

struct CheckedPart {
  std::string name;
  PartState state = PartState::Unchanged;
  bool operator==(const CheckedPart&) const = default;
};

/// An evidence package beside its manifest.
struct EvidenceCheck {
  EvidenceManifest manifest;
  std::string manifest_sha256;
  std::vector<CheckedPart> parts;  ///< by name
};

/// Reads every part and compares. Nothing is written anywhere, whatever the parts are called.
/// Errors: no manifest, or one that cannot be read; more than 1 GiB in all, or more than 10,000
/// parts.
[[nodiscard]] Result<EvidenceCheck> check_evidence(const ZipArchive& package);

}  // namespace hamon
