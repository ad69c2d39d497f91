#include "base/evidence_manifest.hpp"

#include "base/json_objects.hpp"
#include "base/sha256.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace hamon {
namespace {

constexpr std::size_t kMostParts = 10'000;
constexpr std::uint64_t kMostManifest = std::uint64_t{16} << 20U;
constexpr std::uint64_t kMostPart = std::uint64_t{256} << 20U;
constexpr std::uint64_t kMostInAll = std::uint64_t{1} << 30U;
constexpr std::size_t kLongestName = 4096;

/// Members asked of every object, and their places.
constexpr std::array<std::string_view, 7> kKeys = {"schema", "id",        "name",   "path",
                                                   "sha256", "generated", "version"};
enum Key : std::size_t { Schema, Id, Name, Path, Hash, Generated, Version };

bool is_hash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Message send_again() {
  return message("have the package sent again, or ask for another copy");
}

/// Takes the manifest's objects as they end, inner ones first.
class ManifestReader {
 public:
  void take(const JsonObject& object) {
    const auto text = [&](Key key) { return object.values[key].value_or(""); };
    if (object.under == "parts") {
      add_part(text(Path), text(Hash), object.line);
    } else if (object.under == "sources") {
      out_.sources.push_back({text(Name), text(Hash)});
    } else if (object.under == "case") {
      out_.case_id = text(Id);
    } else if (object.under == "tool") {
      out_.tool_version = text(Version);
    } else if (object.under.empty()) {
      schema_ = text(Schema);
      out_.generated = text(Generated);
    }
  }

  Result<EvidenceManifest> finish() {
    if (schema_ != EvidenceManifest::kSchema) {
      return fail(message("this is no manifest of an evidence package"), EvidenceManifest::kName);
    }
    if (error_) {
      return tl::unexpected(*error_);
    }
    if (out_.parts.size() > kMostParts) {
      return fail(message("the package has more than {} parts", kMostParts),
                  EvidenceManifest::kName, {}, send_again());
    }
    return std::move(out_);
  }

 private:
  void add_part(const std::string& name, const std::string& hash, std::size_t line) {
    if (error_ || out_.parts.size() > kMostParts) {
      return;
    }
    const bool good = !name.empty() && name.size() <= kLongestName && is_hash(hash);
    if (!good || !names_.insert(name).second) {
      error_ = Error{Severity::Error,
                     good ? message("the manifest names a part twice")
                          : message("the manifest has a part without name or SHA-256"),
                     EvidenceManifest::kName,
                     {},
                     send_again()};
      error_->place = Place::line(line);
      return;
    }
    out_.parts.push_back({name, hash});
  }

  EvidenceManifest out_;
  std::string schema_;
  std::set<std::string> names_;
  std::optional<Error> error_;
};

/// Compares the parts of an archive with a manifest.
class PackageReader {
 public:
  PackageReader(const ZipArchive& package, const EvidenceManifest& manifest)
      : package_(package), manifest_(manifest) {}

  Result<std::vector<CheckedPart>> check(const std::vector<std::string>& names) {
    std::map<std::string, std::string> expected;
    std::map<std::string, PartState> states;
    for (const NamedHash& part : manifest_.parts) {
      expected.emplace(part.name, part.sha256);
      states.emplace(part.name, PartState::Missing);
    }
    std::set<std::string> seen;
    for (std::size_t place = 0; place < names.size(); ++place) {
      const std::string& name = names[place];
      if (!seen.insert(name).second) {
        states[name] = PartState::Twice;
      } else if (name != EvidenceManifest::kName) {
        const auto wanted = expected.find(name);
        states[name] = wanted == expected.end()           ? PartState::Added
                       : hash_of(place) == wanted->second ? PartState::Unchanged
                                                          : PartState::Changed;
      }
      if (unpacked_ > kMostInAll) {
        return fail(message("the parts of the package unpack to more than 1 GiB"), {}, {},
                    message("is this the right file?"));
      }
    }
    std::vector<CheckedPart> out;
    for (const auto& [name, state] : states) {
      out.push_back({name, state});
    }
    return out;
  }

 private:
  /// Nothing where it cannot be read whole.
  std::optional<std::string> hash_of(std::size_t place) {
    Sha256 hash;
    const auto read = package_.read_at(place, kMostPart, [&](std::string_view block) {
      hash.add(block);
      unpacked_ += block.size();
      return unpacked_ <= kMostInAll;
    });
    return read ? std::optional(hash.finish()) : std::nullopt;
  }

  const ZipArchive& package_;
  const EvidenceManifest& manifest_;
  std::uint64_t unpacked_ = 0;  // bytes so far
};

Result<std::string> manifest_text(const ZipArchive& package,
                                  const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), EvidenceManifest::kName);
  if (found == names.end()) {
    return fail(message("the archive holds no manifest.json: it is no evidence package"));
  }
  std::string json;
  const auto read = package.read_at(static_cast<std::size_t>(found - names.begin()), kMostManifest,
                                    [&](std::string_view block) {
                                      json.append(block);
                                      return true;
                                    });
  return read ? Result<std::string>(std::move(json)) : tl::unexpected(read.error());
}

}  // namespace

Result<EvidenceManifest> parse_manifest(std::string_view json) {
  ManifestReader reader;
  const auto read = read_json_objects(json, EvidenceManifest::kName, kKeys,
                                      [&](const JsonObject& object) { reader.take(object); });
  if (!read) {
    return tl::unexpected(read.error());
  }
  return reader.finish();
}

Result<EvidenceCheck> check_evidence(const ZipArchive& package) {
  const std::vector<std::string> names = package.names();
  if (names.size() > kMostParts + 1) {
    return fail(message("the package has more than {} parts", kMostParts), {}, {}, send_again());
  }
  const auto json = manifest_text(package, names);
  if (!json) {
    return tl::unexpected(json.error());
  }
  auto manifest = parse_manifest(*json);
  if (!manifest) {
    return tl::unexpected(manifest.error());
  }
  auto parts = PackageReader(package, *manifest).check(names);
  if (!parts) {
    return tl::unexpected(parts.error());
  }
  return EvidenceCheck{std::move(*manifest), sha256_hex(*json), std::move(*parts)};
}

}  // namespace hamon
