// The archive's `hamon`: starts the program that lies beside it with the loader, the libraries, the
// time zones and the font of the archive. Linked statically: it must run where nothing else does.

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <sys/auxv.h>
#include <unistd.h>

namespace {

/// The folder of this file, symbolic links followed; empty where it cannot be told.
std::string own_folder() {
  // The kernel says by which path it was started; /proc may be missing.
  const unsigned long at = getauxval(AT_EXECFN);
  std::vector<char> path(PATH_MAX);
  if (at == 0 || realpath(reinterpret_cast<const char*>(at), path.data()) == nullptr) {
    return {};
  }
  const std::string file(path.data());
  return file.substr(0, file.rfind('/'));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string root = own_folder();
  const std::string library = root + "/lib";
  const std::string loader = library + "/ld-linux-x86-64.so.2";
  const std::string program = library + "/hamon";
  // What the user has set stays.
  setenv("TZDIR", (root + "/share/zoneinfo").c_str(), 0);
  setenv("HAMON_FONT", (root + "/share/fonts/ipaexg.ttf").c_str(), 0);
  // These belong to the libraries of the archive.
  setenv("GVBINDIR", (library + "/graphviz").c_str(), 1);
  setenv("GCONV_PATH", (library + "/gconv").c_str(), 1);
  std::vector<std::string> words = {"hamon",   "--inhibit-cache", "--library-path", library,
                                    "--argv0", "hamon",           program};
  words.insert(words.end(), argv + (argc > 0 ? 1 : 0), argv + argc);
  std::vector<char*> arguments;
  for (std::string& word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  execv(loader.c_str(), arguments.data());
  std::perror(loader.c_str());
  return 2;
}
