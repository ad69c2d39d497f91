# Warnings, sanitizers and language options that every target of ours shares.
add_library(hamon_options INTERFACE)
target_compile_options(hamon_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wcast-align -Wformat=2 -Wimplicit-fallthrough
  $<$<BOOL:${HAMON_WERROR}>:-Werror>)
target_compile_definitions(hamon_options INTERFACE HAMON_VERSION="${PROJECT_VERSION}")
if(HAMON_SANITIZE)
  target_compile_options(hamon_options INTERFACE -fsanitize=${HAMON_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(hamon_options INTERFACE -fsanitize=${HAMON_SANITIZE})
endif()
if(HAMON_FUZZ)
  target_compile_options(hamon_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(HAMON_COVERAGE)
  target_compile_options(hamon_options INTERFACE --coverage)
  target_link_options(hamon_options INTERFACE --coverage)
endif()
