"""Plain text in whatever encoding an office saves it."""

from charset_normalizer import from_bytes


def text_of_plain(data: bytes) -> str:
    """The text of a plain text file, line ends as \\n."""
    return decoded(data).replace("\r\n", "\n").replace("\r", "\n")


def decoded(data: bytes) -> str:
    """The characters of a file: by its BOM, as UTF-8, else as what its bytes look like."""
    for bom, charset in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(bom):
            return data.decode(charset, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        best = from_bytes(data[:200_000]).best()
        return data.decode(best.encoding if best else "gb18030", "replace")
