"""Where the quoted older mail, or the signature, begins in a text.  Pure, linear.

Knows the layouts of QQ, NetEase, Foxmail, WeCom, Outlook, Apple, Gmail and the telephones in Chinese and English (and
Gmail's and Outlook's in a few more languages).  Nothing is removed; answers below or between the quoted lines, and
forwarded mail, are the sender's message and are not cut.
"""

import re

_MAX_LINES = 20_000
_SIGNATURE_LINES, _SIGNATURE_WIDTH = 8, 80
_SENTENCE = re.compile("[。！？；!?]")
_SEPARATOR = re.compile(
    r"^[\s>*|]*[-_=—─]{2,}\s*(?:原始邮件|原邮件|邮件原件|回复的原邮件|回复的邮件|原始郵件|原始訊息|原始邮件信息|"
    r"original(?: message| mail)?|replied message|元のメッセージ|원본 메시지|"
    r"ursprüngliche nachricht|(?:on|在)\s.{5,200}(?:wrote|写道|寫道))\s*[-_=—─]{2,}\s*$",
    re.I,
)
_FORWARD = re.compile(
    r"^[\s>*|]*[-_=—]{2,}\s*(?:转发的?邮件(?:信息)?|轉寄的?郵件|forwarded message|"
    r"begin forwarded message|転送|전달된 메시지)",
    re.I,
)
_FORWARD_SUBJECT = re.compile(r"^\s*(?:fwd?|转发|轉寄|wg|tr)\s*[:：]", re.I)
_SENDER = re.compile(r"^[\s>*|]*(?:发件人|發件人|寄件者|寄件人|from|差出人|보낸 ?사람|von|de)\s*\*?\s*[:：|]", re.I)
_OTHER = re.compile(
    r"^[\s>*|]*(?:发送时间|发送日期|發送時間|寄件日期|日期|时间|收件人|收件者|主题|主旨|主題|抄送|副本|sent|date|to|cc|subject|"
    r"送信日時|日時|宛先|件名|보낸 ?날짜|받는 ?사람|제목|날짜|gesendet|an|betreff|datum|envoyé|à|objet)\s*\*?\s*[:：|]",
    re.I,
)
_DATE = r"(?:\d{4}\s*[年/.\-년]\s*\d{1,2}|\d{1,2}:\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\b(?:19|20)\d\d\b)"
_WROTE = re.compile(
    r"(?:写道|寫道|wrote|写到|書きました|のメッセージ|작성|님이 작성|schrieb(?: .{0,80})?|a écrit)\s*[:：]\s*$", re.I
)
_ADDRESSED = re.compile(r"<[^<>\s]+@[^<>\s]+>\s*[:：]\s*$")
_MACHINE_LINE = re.compile(
    r"^\s*(?:发自我的|來自我的|来自我的|从我的|從我的|傳送自|发送自|发自|sent via|"
    r"sent from (?:my(?![^,]*,)|mail|outlook|yahoo)|"
    r"获取 ?outlook|get outlook|下载 ?outlook|从 ?windows|使用.{0,12}发送|来自.{0,12}(?:邮箱|手机)|"
    r"iphone ?から送信|나의)\s*.{0,60}$",
    re.I,
)
_RULES = frozenset("-_=—─")
_RULE = re.compile(r"^\s*[_\-=—─]{3,}\s*$")
_LONE_ADDRESS = re.compile(r"^\s*[^\s@<>]+@[^\s@<>]+\s*$")


def find_cut(text: str, subject: str = "") -> int | None:
    """Where in `text` the part begins that is not the sender's message; None where there is none, or nothing else."""
    if _FORWARD_SUBJECT.search(subject):
        return None
    lines = text.split("\n")[:_MAX_LINES]
    end = _signature(lines, len(lines))
    start = _quote_start(lines[:end])
    if start is not None and _answered_below(lines[:end], start):
        start = None
    begin = _machine_end(lines, end) if start is None else _above(lines, start)
    return _position(lines, begin) if begin < len(lines) and any(line.strip() for line in lines[:begin]) else None


def _position(lines: list[str], index: int) -> int:
    return sum(len(line) + 1 for line in lines[:index])


def _signature(lines: list[str], end: int) -> int:
    """Where a signature begins that reaches to `end` (RFC 3676 §4.3); `end` if there is none.

    Its space is often lost; sentences below two dashes are a citizen's own.
    """
    below = 0
    for index in range(end - 1, -1, -1):
        line = lines[index].strip()
        if line == "--":
            return index if below else end
        below += bool(line)
        if below > _SIGNATURE_LINES or len(line) > _SIGNATURE_WIDTH or _SENTENCE.search(line):
            break
    return end


def _quote_start(lines: list[str]) -> int | None:
    for index, line in enumerate(lines):
        ruled = line.lstrip(" \t>*|")[:1] in _RULES
        if ruled and _FORWARD.search(line):
            return None
        if (ruled and _SEPARATOR.search(line)) or _header_block(lines, index) or _attribution(lines, index):
            return index
    return _trailing_quote(lines)


def _header_block(lines: list[str], index: int) -> bool:
    """From, and at least two more fields of an older mail right below it."""
    if not _SENDER.search(lines[index]):
        return False
    return sum(bool(_OTHER.search(line)) for line in lines[index + 1 : index + 10]) >= 2


def _attribution(lines: list[str], index: int) -> bool:
    """ "在 … 写道：" or "On … wrote:", also wrapped to two or three lines; it must name a date or an address."""
    line = lines[index].strip()
    if not line or len(line) > 300 or not any(part.rstrip().endswith((":", "：")) for part in lines[index : index + 3]):
        return False
    for span in (1, 2, 3):
        joined = " ".join(part.strip().lstrip("> ") for part in lines[index : index + span])
        last = lines[index + span - 1 : index + span]
        if not last or not last[0].strip():
            return False
        if _WROTE.search(joined):
            started = span == 1 or bool(re.match(r"(?:在|on|at|于|am|le)\b|.*@|.*" + _DATE, line, re.I))
            return started and bool(re.search(_DATE, joined) or "@" in joined)
        if span == 1 and _ADDRESSED.search(joined) and re.search(_DATE, joined):
            return True
    return False


def _trailing_quote(lines: list[str]) -> int | None:
    """A block of ``> `` lines that reaches the end; ``>60岁`` is a citizen's own sign."""
    start = len(lines)
    while start and (not lines[start - 1].strip() or re.match(r"\s*>(?:[ >]|$)", lines[start - 1])):
        start -= 1
    quoted = [line for line in lines[start:] if line.strip()]
    if len(quoted) < 2:
        return None
    return next(index for index in range(start, len(lines)) if lines[index].strip())


def _answered_below(lines: list[str], start: int) -> bool:
    """Whether the older mail is marked with ``>`` and the sender goes on between or after it."""
    rest = lines[start + 1 :]
    first = next((i for i, line in enumerate(rest[:6]) if line.lstrip().startswith(">")), None)
    if first is None:
        return False
    return any(
        line.strip() and not line.lstrip().startswith(">") and not _MACHINE_LINE.search(line) for line in rest[first:]
    )


def _above(lines: list[str], start: int) -> int:
    """Over what the mail program put above the older mail: rules, "发自我的 iPhone", Foxmail's address."""
    begin = start
    for index in range(start - 1, max(start - 12, -1), -1):
        line = lines[index]
        if _MACHINE_LINE.search(line) or _RULE.search(line) or _LONE_ADDRESS.search(line):
            begin = index
        elif line.strip():
            break
    return _signature(lines, begin)


def _machine_end(lines: list[str], end: int) -> int:
    """A telephone's own last line ("发自我的小米") is no part of the opinion either."""
    last = next((i for i in range(end - 1, -1, -1) if lines[i].strip()), None)
    return end if last is None or not _MACHINE_LINE.search(lines[last]) else last
