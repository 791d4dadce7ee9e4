"""Takes out of a text what points to a private person: numbers, addresses, doors, the sender's own name. Pure.

Cautious: rather a house number too many than one too few. What an opinion is about (streets, estates, figures of the
circular) stays. Names of others cannot be told from words by rule and stay, too.
"""

import re
import unicodedata
from collections.abc import Iterable

Rule = tuple[re.Pattern[str], str]
HALF = {  # digits, letters, @ . - + in half width, so that one rule finds both; everything else stays as it is
    code: folded
    for code in range(0xFF01, 0xFF5F)
    if (folded := unicodedata.normalize("NFKC", chr(code))).isalnum() or folded in "@.-+"
}
_WIDE = re.compile(f"[{re.escape(''.join(map(chr, HALF)))}]")
BLOT = "█"
_SEP = r"[\s\-—–_.·/]?"
_DIGIT = "[0-9〇零一二三四五六七八九]"
_FIVE = re.compile(r"[A-Za-z0-9_\-]{5}")  # what names of accounts and number plates have in a row
_EIGHT = re.compile(r"[0-9](?:[\s\-—–_.·/)）]{0,3}[0-9]){7}")  # digits; without as many no number rule need be tried


def _rules(*pairs: tuple[str, str]) -> tuple[Rule, ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), mark) for pattern, mark in pairs)


_MAIL = _rules((r"[a-z0-9][a-z0-9._%+\-]*\s?(?:@|#at#|\[at\])\s?[a-z0-9\-]+(?:\.[a-z0-9\-]+)+", "〔邮箱〕"))
_NUMBERS = _rules(
    (rf"(?<![0-9])(?:[0-9]{_SEP}){{17}}[0-9x](?![0-9a-z])", "〔证件号〕"),
    (rf"(?<![0-9])[1-9](?:{_SEP}[0-9]){{15,18}}(?![0-9])", "〔号码〕"),
    (rf"(?<![0-9])(?:\+?86{_SEP})?1[3-9](?:{_SEP}[0-9]){{9}}(?![0-9])", "〔电话〕"),
    (r"(?<![0-9])1[3-9][0-9]\s{1,3}[0-9]{4}\s{1,3}[0-9]{4}(?![0-9])", "〔电话〕"),
    (r"(?<![0-9])0[0-9]{2,3}[\s\-—)）]{0,2}[0-9]{7,8}(?:\s?(?:转|-)\s?[0-9]{1,6})?(?![0-9])", "〔电话〕"),
    (r"([话机号线]\s?[:：是为]?\s?)[0-9]{4}[\s\-]?[0-9]{4}(?![0-9])", r"\1〔电话〕"),
)
_ACCOUNTS = _rules(
    (r"(?:qq|微信|wechat|weixin)(?:号|号码)?\s?[:：是为]?\s?[a-z0-9_\-]{5,20}", "〔网络账号〕"),
    (
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][·\s]?[a-z0-9]{5,6}(?![a-z0-9])",
        "〔车牌〕",
    ),
)
_DOORS = _rules(
    (rf"{_DIGIT}{{1,6}}号楼?\s?(?:[0-9]{{1,4}}单元)?\s?(?:{_DIGIT}|[a-z十]){{1,5}}室", "〔门牌〕"),
    (rf"(?:{_DIGIT}{{1,4}}(?:栋|幢|号楼)\s?)?(?:{_DIGIT}{{1,2}}单元\s?)?(?<!第){_DIGIT}{{2,5}}室", "〔门牌〕"),
)
_SIGNED = _rules(
    (
        r"((?:我叫|我是|本人姓名|本人|姓名|联系人|署名)\s?[:：]\s?)[\u4e00-\u9fff]{2,4}(?=$|[\s,，。;；、(（:：\n])",
        r"\1〔姓名〕",
    )
)
_NAMED = _rules(
    (r"(我叫|我名叫|我的名字叫|我的名字是)[\u4e00-\u9fff]{2,4}(?=$|[\s,，。;；、(（])", r"\1〔姓名〕"),
)


def redacted(text: str, own: Iterable[str] = ()) -> str:
    """`text` with private data replaced by words in 〔〕; `own` are the sender's name, telephone and address."""
    if not text:
        return text
    plain = text.translate(HALF) if _WIDE.search(text) else text
    for words in sorted({words.translate(HALF).strip() for words in own}, key=len, reverse=True):
        if len(words) >= 2:
            plain = re.sub(re.escape(words), "〔来件人〕", plain, flags=re.IGNORECASE)
    for pattern, mark in _applying(plain):
        plain = pattern.sub(mark, plain)
    return plain


def blotted(text: str, own: Iterable[str] = ()) -> str:
    """As `redacted`, but blotted out character by character: what is left stays what and where it was."""
    plain = text.translate(HALF)
    for words in {words.translate(HALF).strip() for words in own}:
        if len(words) >= 2:
            plain = re.sub(re.escape(words), _blot, plain, flags=re.IGNORECASE)
    for pattern, _ in _applying(plain):
        plain = pattern.sub(_blot, plain)
    return "".join(BLOT if new == BLOT else old for old, new in zip(text, plain, strict=True))


def _applying(plain: str) -> tuple[Rule, ...]:
    """The rules that may find something, in their order: most texts have nothing that the most costly ones need."""
    return (
        *(_MAIL if "@" in plain or "#" in plain or "[" in plain else ()),
        *(_NUMBERS if _EIGHT.search(plain) else ()),
        *(_ACCOUNTS if _FIVE.search(plain) else ()),
        *(_DOORS if "室" in plain else ()),
        *(_SIGNED if ":" in plain or "：" in plain else ()),
        *(_NAMED if "叫" in plain or "名" in plain else ()),
    )


def _blot(found: re.Match[str]) -> str:
    kept = found[1] if found.re.groups else ""
    return kept + BLOT * (len(found[0]) - len(kept))
