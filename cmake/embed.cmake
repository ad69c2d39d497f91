# Writes the bytes of IN as `hamon::NAME` into OUT.
file(READ "${IN}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "((0x[0-9a-f][0-9a-f],){20})" "\\1\n" bytes "${bytes}")
file(WRITE "${OUT}" "#include <cstddef>
namespace hamon {
extern const unsigned char ${NAME}[];
extern const std::size_t ${NAME}Size;
const unsigned char ${NAME}[] = {${bytes}};
const std::size_t ${NAME}Size = sizeof ${NAME};
}  // namespace hamon
")
