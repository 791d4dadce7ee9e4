"""Content-Transfer-Encoding → bytes.  Pure, linear, never raises: what does not decode is given back as it stands."""

import binascii
import re

_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
_BLANK = b" \t\r\n"


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """`data` decoded by the field's value, however it is spelled ("BASE64", "8bits", "x-uue", "qbase64q")."""
    name = encoding.lower()
    if "base64" in name:
        return decode_base64(data)
    if "quoted" in name:
        return binascii.a2b_qp(data)
    if re.search(r"uu-?e", name):
        return decode_uu(data)
    return data


def decode_base64(data: bytes) -> bytes:
    """Base64 with stray characters, without padding or in separately padded pieces; other text stays as it is."""
    kept = data.translate(None, _NOT_BASE64)
    rubbish = len(data.translate(None, _BLANK)) - len(kept)
    if rubbish * 10 > len(kept):
        return data
    return b"".join(_piece(piece) for piece in kept.split(b"=") if piece)


def _piece(piece: bytes) -> bytes:
    whole = len(piece) - (1 if len(piece) % 4 == 1 else 0)
    return binascii.a2b_base64(piece[:whole] + b"=" * (-whole % 4))


def decode_uu(data: bytes) -> bytes:
    """The first uuencoded file in `data`; `data` itself where there is none."""
    begin = re.search(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", data, re.MULTILINE)
    if not begin:
        return data
    out = []
    for line in data[begin.end() :].splitlines():
        if line.strip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # the wrong number of trailing characters: decode what the length byte promises
            length = ((line[0] - 32) & 63) * 4 // 3 + 3 if line else 0
            try:
                out.append(binascii.a2b_uu(line[: length + 1]))
            except binascii.Error:
                continue
    return b"".join(out)
