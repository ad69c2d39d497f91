#include "base/evidence_manifest.hpp"
#include "base/sha256.hpp"
#include "capture/byte_stream.hpp"
#include "cli/commands.hpp"
#include "cli/sources.hpp"
#include "graph/case_file.hpp"
#include "render/evidence_documents.hpp"
#include "render/source_check_text.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <span>

namespace hamon {
namespace {

/// As an import takes it, of the bytes as stored. Errors: cannot be opened, or not read to its end.
Result<std::string> hash_of_file(const std::string& path) {
  const auto stream = open_byte_stream(path, true);
  if (!stream) {
    return tl::unexpected(stream.error());
  }
  std::string hash = (*stream)->sha256();
  if ((*stream)->bytes_read() < (*stream)->bytes_total()) {
    return fail(message("cannot read the file"), path, Place::byte((*stream)->bytes_read()),
                message("check the disk or medium"));
  }
  return hash;
}

bool begins_as_zip(const std::string& path) {
  std::array<char, 4> begin{};
  std::ifstream(path, std::ios::binary).read(begin.data(), begin.size());
  return std::string_view(begin.data(), begin.size()) == "PK\x03\x04";
}

int verify_package(Session& session, const std::string& path) {
  const auto bytes = read_text_file(path);
  if (!bytes) {
    return session.trouble(bytes.error());
  }
  const auto archive = ZipArchive::open(std::as_bytes(std::span(*bytes)));
  const auto check = archive ? check_evidence(*archive) : tl::unexpected(archive.error());
  if (!check) {
    Error error = check.error();
    error.file = error.file.empty() ? path : path + ": " + error.file;
    return session.trouble(error);
  }
  session.out() << evidence_check_text(session.text(), path, sha256_hex(*bytes), *check);
  const bool intact =
      std::all_of(check->parts.begin(), check->parts.end(),
                  [](const CheckedPart& part) { return part.state == PartState::Unchanged; });
  return intact ? exit_status::kDone : exit_status::kRefuted;
}

Result<std::vector<NamedHash>> hashed(const std::vector<std::string>& inputs) {
  const auto paths = expand_inputs(inputs);
  if (!paths) {
    return tl::unexpected(paths.error());
  }
  std::vector<NamedHash> files;
  for (const std::string& path : *paths) {
    auto hash = hash_of_file(path);
    if (!hash) {
      return tl::unexpected(hash.error());
    }
    files.push_back({path, std::move(*hash)});
  }
  return files;
}

int verify_case(Session& session, const Invocation& invocation) {
  const auto file = CaseFile::open(invocation.common.case_path, CaseFile::Mode::Read);
  if (!file) {
    return session.trouble(file.error());
  }
  if (const auto whole = file->verify(); !whole) {
    return session.trouble(whole.error());
  }
  const auto sources = file->sources();
  if (!sources) {
    return session.trouble(sources.error());
  }
  SourceCheck check{invocation.common.case_path, file->id(), file->documents(), *sources, {}, {}};
  if (!invocation.verify.files.empty()) {
    auto files = hashed(invocation.verify.files);
    if (!files) {
      return session.trouble(files.error());
    }
    check.compare(*files);
  }
  session.out() << source_check_text(session.text(), check);
  return check.has(SourceState::Changed)    ? exit_status::kRefuted
         : check.has(SourceState::NotGiven) ? exit_status::kIncomplete
                                            : exit_status::kDone;
}

}  // namespace

int run_verify(Session& session, const Invocation& invocation) {
  const VerifyCommandOptions& options = invocation.verify;
  if (!options.with_case && options.files.size() == 1 && begins_as_zip(options.files.front())) {
    return verify_package(session, options.files.front());
  }
  return verify_case(session, invocation);
}

}  // namespace hamon
