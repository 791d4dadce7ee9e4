"""Bytes → text, whatever the label says.  Pure.

Labels lie: "gb2312" holds GBK, "us-ascii" holds UTF-8, "iso-8859-1" holds Chinese, and Python knows labels
(``zlib``, ``idna``, ``unicode_escape``) that are no character sets at all.  So: a closed table of labels, each with
the superset really in use, and for everything else a judgement by the characters that come out.
Never raises; the result holds neither NUL nor lone surrogates.
"""

import re
from dataclasses import dataclass

from intake.channels.mail.message_common_chars import HANGUL, KANA, SIMPLIFIED, TRADITIONAL

_UTF8, _GB, _BIG5, _LATIN = ("utf-8",), ("gb18030",), ("big5hkscs", "cp950"), ("cp1252", "latin-1")
_JP, _KR = ("cp932", "shift_jis_2004"), ("cp949",)

_FAMILIES: dict[tuple[str, ...], str] = {
    _UTF8: "utf-8 utf8 utf-8mb4 utf8mb4 unicode-1-1-utf-8 x-utf-8 unicode",
    _GB: (
        "gb2312 gb-2312 gb2312-80 gb-2312-80 gb231280 csgb2312 csgb231280 gb2312-charset x-gb2312 gbk x-gbk csgbk "
        "cp936 ms936 936 windows-936 x-cp20936 cp20936 iso-ir-58 euc-cn euccn x-euc-cn eucgb2312-cn chinese "
        "csiso58gb231280 gb18030 gb-18030 gb18030-2000 gb18030-2005 gb18030-2022 csgb18030 x-mac-chinesesimp"
    ),
    _BIG5: (
        "big5 big-5 big5-hkscs big5hkscs hkscs cn-big5 x-x-big5 x-big5 csbig5 big5-eten big5-tw cp950 ms950 950 "
        "windows-950 x-mac-chinesetrad"
    ),
    _JP: "shift-jis shiftjis x-sjis sjis ms-kanji csshiftjis cp932 windows-31j ms932 cswindows31j windows-932",
    ("euc_jis_2004", "euc_jp"): "euc-jp eucjp x-euc-jp x-euc cseucpkdfmtjapanese cp51932 eucjp-ms",
    _KR: (
        "ks-c-5601-1987 ks-c-5601-1989 ks-c-5601 ksc5601 ksc-5601 ks-x-1001 euc-kr euckr cseuckr korean iso-ir-149 "
        "cp949 windows-949 ms949 uhc csksc56011987"
    ),
    ("johab",): "johab cp1361",
    ("utf-7",): "utf-7 utf7 unicode-1-1-utf-7 csunicode11utf7 x-unicode-2-0-utf-7",
    ("utf-16",): "utf-16 utf16 ucs-2 iso-10646-ucs-2 csunicode",
    ("utf-16-le",): "utf-16le utf-16-le ucs-2le unicodelittleunmarked",
    ("utf-16-be",): "utf-16be utf-16-be ucs-2be unicodebigunmarked unicodefffe",
    ("utf-32",): "utf-32 utf32 ucs-4 iso-10646-ucs-4",
    ("utf-32-le",): "utf-32le",
    ("utf-32-be",): "utf-32be",
    ("hz",): "hz hz-gb-2312 hzgb hz-gb2312",
    ("iso2022_jp_ext", "iso2022_jp_2", "iso2022_jp_3"): (
        "iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-ms iso-2022-jp-2004 csiso2022jp jis "
        "cp50220 cp50221 cp50222"
    ),
    ("iso2022_kr",): "iso-2022-kr csiso2022kr",
    ("x-iso-2022-cn",): "iso-2022-cn iso-2022-cn-ext x-iso-2022-cn",
    ("cp1254", "iso8859_9"): "iso-8859-9 latin5 l5 csisolatin5 windows-1254 cp1254 iso-ir-148",
    ("cp874", "iso8859_11"): "windows-874 cp874 tis-620 iso-8859-11 tis620",
    ("cp1255", "iso8859_8"): "windows-1255 cp1255 iso-8859-8 iso-8859-8-i iso-8859-8-e hebrew",
    ("mac_roman",): "macintosh mac macroman x-mac-roman csmacintosh x-macroman",
    ("koi8-r",): "koi8-r koi8 koi cskoi8r",
    ("koi8-u",): "koi8-u koi8-ru",
    ("iso8859_2",): "iso-8859-2 latin2 l2 csisolatin2",
    ("iso8859_15",): "iso-8859-15 latin9 latin-9 l9 csisolatin9",
    **{(f"iso8859_{n}",): f"iso-8859-{n}" for n in (3, 4, 5, 6, 7, 10, 13, 14, 16)},
    **{(f"cp{n}",): f"windows-{n} cp{n} win-{n} x-cp{n} ms-{n}" for n in (1250, 1251, 1253, 1256, 1257, 1258)},
    **{(f"cp{n}",): f"ibm{n} cp{n} {n}" for n in (437, 850, 852, 855, 857, 858, 860, 861, 863, 865, 866)},
}
CODECS = {label: codecs for codecs, labels in _FAMILIES.items() for label in labels.split()}

# What mailers write when they do not know: no evidence against Chinese.
_WEAK_LABELS = (
    "us-ascii ascii ansi-x3.4-1968 iso646-us 646 us iso-8859-1 iso8859-1 iso-8859-1-windows-3.1-latin-1 latin1 "
    "latin-1 l1 iso-ir-100 csisolatin1 8859-1 windows-1252 cp1252 win-1252 x-ansi ansi x-cp1252 ibm819 cp819"
)
_WEAK = frozenset(_WEAK_LABELS.split())
_SEVEN_BIT = ("utf-7", "utf-16", "utf-32", "hz", "iso2022", "x-iso-2022")
# C1 controls, which nobody types: Windows' own characters read as Latin-1
_C1 = {n: bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(0x80, 0xA0)}
_SAMPLE = 60_000
_MAX_REPAIRS = 500


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and whether bytes had to be replaced or the label to be overruled."""

    text: str
    codec: str
    damaged: bool = False


def normalise_label(label: str | None) -> str:
    """The label as the table spells it: lower case, ``-`` for ``_``, without quotes and stray bytes."""
    return re.sub(r"[^a-z0-9.+-]", "", (label or "").lower().replace("_", "-").replace(" ", "-"))[:40].strip("-.")


def _codecs_for(label: str) -> tuple[str, ...]:
    found = CODECS.get(label) or CODECS.get(re.sub(r"^(?:x-)+", "", label))
    if found is None and re.fullmatch(r"iso8859-?\d{1,2}", label):
        found = CODECS.get("iso-8859-" + label.removeprefix("iso8859").lstrip("-"))
    return found or ()


def is_eight_bit(label: str | None) -> bool:
    """Whether raw bytes beside the text may be in this character set too: known, and ASCII below 0x80."""
    codecs = _codecs_for(normalise_label(label))
    return bool(codecs) and not codecs[0].startswith(_SEVEN_BIT)


def decode(data: bytes, label: str | None = None) -> Decoded:
    """Decode by `label` where it holds, by the text's own evidence where it does not."""
    name = normalise_label(label)
    codecs = () if name in _WEAK else _codecs_for(name)
    found = _by_mark(data, codecs) or _plain_ascii(data, codecs)
    if found is None and codecs and codecs[0].startswith(_SEVEN_BIT):
        found = _strict(data, codecs) or _tolerant(data, codecs[0])
    elif found is None:
        found = _eight_bit(data, codecs, weak=name in _WEAK)
    return Decoded(scrub(found.text), found.codec, found.damaged)


def scrub(text: str) -> str:
    """Without NUL and lone surrogates, which no database driver takes."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if text.isascii():
        return text
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return text.translate(_C1) if re.search("[\x80-\x9f]", text) else text


def _by_mark(data: bytes, codecs: tuple[str, ...]) -> Decoded | None:
    if data.startswith(b"\xef\xbb\xbf"):
        return _strict(data[3:], _UTF8)
    wide = not codecs or codecs[0].startswith("utf-16")
    if wide and data.startswith((b"\xff\xfe", b"\xfe\xff")) and len(data) > 3:
        return _strict(data, ("utf-16",))
    return None


def _plain_ascii(data: bytes, codecs: tuple[str, ...]) -> Decoded | None:
    if not data.isascii() or (codecs and codecs[0].startswith(_SEVEN_BIT)):
        return None
    if not codecs and b"\x1b$" in data:
        return _strict(data, CODECS["iso-2022-jp"]) or _tolerant(data, CODECS["iso-2022-jp"][0])
    return Decoded(data.decode("ascii"), "ascii")


def _eight_bit(data: bytes, codecs: tuple[str, ...], *, weak: bool) -> Decoded:
    utf8 = _strict(data, _UTF8)
    # Two-byte sequences of GBK are now and then valid UTF-8 by chance, three-byte ones are not.
    if utf8 and (not codecs or codecs is _UTF8 or re.search("[\u0800-\U0010ffff]", utf8.text)):
        return utf8
    labelled = _strict(data, codecs) if codecs else None
    if labelled is not None:
        return labelled
    guessed = guess(data, sure=weak or bool(codecs))
    if codecs and guessed is None:
        return _tolerant(data, codecs[0])
    return guessed or _strict(data, _LATIN) or _tolerant(data, "cp1252")


def _strict(data: bytes, codecs: tuple[str, ...]) -> Decoded | None:
    for codec in codecs:
        try:
            return Decoded(_iso_2022_cn(data) if codec == "x-iso-2022-cn" else data.decode(codec), codec)
        except (UnicodeError, ValueError):
            continue
    return None


def _tolerant(data: bytes, codec: str) -> Decoded:
    """Decode, marking what cannot be; a stray byte costs itself and not its neighbours."""
    if codec.startswith("iso2022_jp"):
        return Decoded(_iso_2022_jp(data), codec)
    if codec == "x-iso-2022-cn":
        return Decoded(data.decode("gb18030", "replace"), codec, damaged=True)
    pieces: list[str] = []
    start = damage = 0
    for _ in range(_MAX_REPAIRS):
        try:
            pieces.append(data[start:].decode(codec))
            return Decoded("".join(pieces), codec, damaged=damage > 0)
        except UnicodeDecodeError as error:
            bad = start + error.start
            pieces.append(data[start:bad].decode(codec, "replace"))
            # code page 936 writes the euro sign as the single byte 0x80, GB 18030 does not know it
            euro = codec == "gb18030" and data[bad] == 0x80
            pieces.append("€" if euro else "\ufffd")
            damage += not euro
            start = bad + (max(error.end - error.start, 1) if codec.startswith("utf") else 1)
    pieces.append(data[start:].decode(codec, "replace"))
    return Decoded("".join(pieces), codec, damaged=True)


def _iso_2022_jp(data: bytes) -> str:
    """ISO-2022-JP with the vendors' rows (①, ㈱), which Python's own codec refuses."""
    out = []
    for run in re.split(rb"(?=\x1b[$(])", data):
        if run.startswith((b"\x1b$B", b"\x1b$@")):
            out.append(bytes(b | 0x80 if b > 0x20 else b for b in run[3:]).decode("euc_jis_2004", "replace"))
        elif run.startswith(b"\x1b(I"):
            out.append(bytes(b | 0x80 for b in run[3:]).decode("cp932", "replace"))
        else:
            out.append(re.sub(rb"^\x1b[$(][()]?.", b"", run).decode("latin-1"))
    return "".join(out)


def _iso_2022_cn(data: bytes) -> str:
    """RFC 1922, the GB 2312 half: two-byte characters between SO and SI."""
    out = []
    for number, run in enumerate(re.split(rb"[\x0e\x0f]", re.sub(rb"\x1b\$\)A", b"", data))):
        shifted = bytes(b | 0x80 if b > 0x20 else b for b in run) if number % 2 else run
        out.append(shifted.decode("gb18030"))
    return "".join(out)


def guess(data: bytes, *, sure: bool) -> Decoded | None:
    """The East Asian character set that makes sense of `data`; None where none does.

    With `sure`, only on strong evidence: many Western texts are valid GBK as well.
    """
    best, best_score = None, 0.0
    for codecs, common in (
        (_GB, SIMPLIFIED),
        (_BIG5, TRADITIONAL),
        (_JP, KANA),
        (("euc_jp",), KANA),
        (_KR, HANGUL),
    ):
        found = _strict(data[:_SAMPLE], codecs) or _strict(data[: _SAMPLE - 1], codecs)
        if found is None and codecs is _GB:
            found = _tolerant(data[:_SAMPLE], "gb18030")
            found = None if found.text.count("\ufffd") * 20 > len(found.text) else found
        score = _share(found.text, common) if found else 0.0
        if found and score > best_score:
            best, best_score = found.codec, score
    if best and best_score >= (0.35 if sure else 0.2):
        return _strict(data, (best,)) or _tolerant(data, best)
    # a Chinese office: unlabelled bytes in even runs are GBK even where no frequent character speaks for it
    if not sure and re.fullmatch(rb"(?:[\x00-\x7f]|[\xa1-\xf7][\xa1-\xfe])+", data):
        return _strict(data, _GB)
    return None


def _share(text: str, common: frozenset[str]) -> float:
    foreign = [c for c in text if c > "\x7f"]
    return sum(c in common for c in foreign) / len(foreign) if len(foreign) > 1 else 0.0
