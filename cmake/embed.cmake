# Writes the bytes of IN as `hamon::kCatalogueJa` into OUT.
file(READ "${IN}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "((0x[0-9a-f][0-9a-f],){20})" "\\1\n" bytes "${bytes}")
file(WRITE "${OUT}" "#include <cstddef>
namespace hamon {
extern const unsigned char kCatalogueJa[];
extern const std::size_t kCatalogueJaSize;
const unsigned char kCatalogueJa[] = {${bytes}};
const std::size_t kCatalogueJaSize = sizeof kCatalogueJa;
}  // namespace hamon
")
