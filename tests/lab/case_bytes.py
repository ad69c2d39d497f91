"""Everything that a case file holds, decompressed, for searching."""
import ctypes
import ctypes.util
import sqlite3

FRAME = b"\x28\xb5\x2f\xfd"  # a Zstandard frame begins so (RFC 8878, section 3.1.1)
UNKNOWN, ERROR = 2**64 - 1, 2**64 - 2  # of ZSTD_getFrameContentSize


def zstd():
    library = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
    library.ZSTD_getFrameContentSize.restype = ctypes.c_ulonglong
    library.ZSTD_getFrameContentSize.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
    library.ZSTD_decompress.restype = ctypes.c_size_t
    library.ZSTD_decompress.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
    return library


def decompressed(library, frame):
    size = library.ZSTD_getFrameContentSize(frame, len(frame))
    assert size not in (UNKNOWN, ERROR), "a block states its content size (docs/case-file.md)"
    buffer = ctypes.create_string_buffer(size)
    assert library.ZSTD_decompress(buffer, size, frame, len(frame)) == size, "a block cannot be read"
    return buffer.raw


def case_bytes(path):
    """The file's own bytes, then every value of every table, blocks unpacked."""
    library, parts = zstd(), []
    with open(path, "rb") as file:
        parts.append(file.read())
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    if isinstance(value, bytes):
                        parts.append(decompressed(library, value) if value.startswith(FRAME) else value)
    return b"\n".join(parts)


def found_in(data, words):
    """Which of the words stand in `data`, in any case, as bytes or as UTF-16 (as SMB and NTLM write)."""
    folded = data.lower()
    return [word for word in words if word.lower().encode() in folded or word.lower().encode("utf-16-le") in folded]
