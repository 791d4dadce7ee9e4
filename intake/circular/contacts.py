"""Where a circular asks for opinions to be sent: telephones, e-mail, address, postcode, envelope note, hours, period."""

import re

from intake.circular.types import Contacts

_PHONE = re.compile(
    r"(?<![\d-])(?:(?:\(0\d{2,3}\)|0\d{2,3})\s*[-—–一]?\s*\d{7,8}(?:\s*(?:-|转)\s*\d{1,5})?|1[3-9]\d{9}|400-?\d{3}-?\d{4}|[2-8]\d{6,7})(?![\d-])"
)
_PHONE_LABEL = re.compile(r"(?:电话|热线|传真|联系方式|手机)[^\n:\t\d]{0,12}[:\t ]\s*([^\n]+)")
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*\s?@\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_EMAIL_LABEL = re.compile(r"(?:邮箱|邮件|[Ee]-?mail|信箱)[^\n]{0,80}")
_FOOTER = re.compile(r"版权|网站|主办|技术支持|备案|[Ww]ebmaster")
_ADDRESS = re.compile(
    r"(?:(?:通讯|通信|联系|来信|邮寄|信件|收信|邮政|信函|办公|寄送|来访|信访|接收)(?:地址|地点)|(?<![\u4e00-\u9fff])(?:地\s*址|邮寄至))\s*[:\t ]\s*([^\n]+)"
)
_NOTE = re.compile(
    r"[(,;。\s]*(?:[^(,;。\s“”\"]{0,10}?(?:注明|标明|写明|标注|写上|注上))[:\s]*[“「『\"]([^”」』\"\n]+)[”」』\"](?:字样)?[)。]*"
)
_POSTCODE = re.compile(r"(?:邮政编码|邮\s*编)\s*[:\t ]?\s*(\d{6})(?!\d)")
_HOURS = re.compile(
    r"(?:(?:受理|接听|接待|办公|接访|来电|工作)时间\s*[:\t为]\s*([^\n。)]+)|\(\s*((?:每?个?(?:法定)?工作日|周[一二三四五]|每周|星期|上午|\d{1,2}:\d\d)[^()\n]*)\))"
)
_PERIOD = re.compile(
    r"((?:公示|公布|公开|监督|征求意见|意见征集|反馈意见|受理)(?:期限|期间|期|时限)(?:自|为|从|[:\s])*[^。\n;]*|公示时间\s*[:为\s]\s*[^。\n;]+)"
)


def contacts_in(flat: str, text: str) -> Contacts:
    """The contacts of a circular, as printed (`flat` is the folded `text`)."""
    note = _NOTE.search(flat)
    return Contacts(
        phones=_phones(flat),
        emails=tuple(dict.fromkeys(re.sub(r"\s", "", m[0]) for m in _emails(flat))),
        address=_address(flat, text),
        postcode=match[1] if (match := _POSTCODE.search(flat)) else None,
        envelope_note=text[note.start(1) : note.end(1)].strip() if note else None,
        hours=_hours(flat, text),
        period=text[match.start() : match.end()].strip() if (match := _PERIOD.search(flat)) else None,
    )


def _phones(flat: str) -> tuple[str, ...]:
    found = [
        re.sub(r"\s+", "", m[0])
        for row in _PHONE_LABEL.finditer(flat)
        if "传真" not in row[0][:4]
        for m in _PHONE.finditer(row[1])
    ]
    return tuple(dict.fromkeys(found))


def _emails(flat: str) -> list[re.Match[str]]:
    labelled = [m for row in _EMAIL_LABEL.finditer(flat) for m in _EMAIL.finditer(row[0])]
    if labelled:
        return labelled
    return [m for row in flat.split("\n") if not _FOOTER.search(row) for m in _EMAIL.finditer(row)]


def _address(flat: str, text: str) -> str | None:
    row = _ADDRESS.search(flat)
    if not row:
        return None
    end = row.end(1)
    if note := _NOTE.search(flat, row.start(1), end):
        end = note.start()
    if code := re.search(r"[,;。(\s]*(?:邮政编码|邮\s*编)", flat[row.start(1) : end]):
        end = row.start(1) + code.start()
    return text[row.start(1) : end].strip(" \t。;；,，、") or None


def _hours(flat: str, text: str) -> str | None:
    match = _HOURS.search(flat)
    if not match:
        return None
    group = 1 if match[1] else 2
    return text[match.start(group) : match.end(group)].strip()
