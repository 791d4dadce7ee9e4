"""Where a circular asks for opinions to be sent: telephones, e-mail, address, postcode, envelope note, hours, period.

Everything as printed; nothing is completed (a number without its area code stays without).
"""

import re

from intake.circular.types import Contacts

_NUMBER = (
    r"(?:(?:\(0\d{2,3}\)|0\d{2,3})\s*[-—–]?\s*\d{7,8}(?:\s*(?:-|转)\s*\d{1,5})?|1[3-9]\d{9}|400[- ]?\d{3}[- ]?\d{4}"
    r"|400[- ]?\d{4}[- ]?\d{3}|[2-8]\d{6,7}|12\d{3})(?!\d)"
)
_PHONE = re.compile(rf"(?<![\d-]){_NUMBER}")
_CALL = re.compile(
    rf"(?:电\s*话|热线|手机|联系方式|固话|座机|来电|致电|拨打|Tel)[^\d\n;。]{{0,14}}?(?::\s*)?((?<!\d){_NUMBER}(?:[\s、,;/和或及]*(?:\([^()\d][^()]{{0,20}}\))?[\s、,;/和或及]*{_NUMBER})*)",
    re.I,
)
_FAX = re.compile(rf"(?<![(/、及和])(?:传\s*真|Fax)[^\d\n]{{0,6}}{_NUMBER}", re.I)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._+-])[A-Za-z0-9][A-Za-z0-9._+-]{0,63}\s?(?:@|\[at\]|#)\s?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
)
_EMAIL_LABEL = re.compile(r"(?:邮箱|邮件|[Ee]-?mail|信箱)[^\n]{0,80}", re.I)
_FOOTER = re.compile(r"版权|网站标识|主办|承办|技术支持|备案|[Ww]ebmaster|ICP")
_ADDRESS = re.compile(
    r"(?:(?:通讯|通信|联系|来信|邮寄|信件|收信|邮政|信函|办公|寄送|来访|信访|接收|投递|邮件|单位)(?:地\s*址|地点)"
    r"|(?<![\u4e00-\u9fff])地\s*址|邮政信箱|(?:邮寄至|来信请寄|来函请寄|寄至)|(?:来访|来信|来函)(?:请到)?\s*(?=:))"
    r"\s*[:\t ]?\s*([^\n]+)"
)
_QUOTED = r"[“「『\"‘〝]([^”」』\"’〞\n]{1,80})[”」』\"’〞]"
_NOTE = re.compile(
    rf"[(,;。\s]{{0,3}}[^(,;。:\s“”\"]{{0,16}}?(?:注明|标明|写明|标注|写上|注上|备注)(?:为)?"
    rf"(?:[:\s]*{_QUOTED}(?:字样)?|\s*:\s*([^()\n。;,:“”\"]{{2,40}}))[)。]*"
)
_POSTCODE = re.compile(r"(?:邮政编码|邮\s*编)\s*[:\t为 ]?\s*(\d{6})(?!\d)")
_AFTER_ADDRESS = re.compile(
    r"[,;。(\s、]{0,4}(?:邮政编码|邮\s*编|(?:联系|监督|咨询)?电\s*话|电子邮箱|电子信箱|邮\s*箱|传真|联系人|收件人|[Ee]-?mail|公示期|$)|[;。]|\((?:收|邮政|邮编)"
)
_TIME = r"(?:(?:受理|接听|接待|办公|接访|来电|接电|工作|值班|联系)时间)"
_HOURS = re.compile(
    rf"{_TIME}\s*[:\t为]\s*([^\n。;)]+)|\(\s*({_TIME}|(?:每?个?(?:法定)?(?:工作日|上班)|周[一二三四五]|每[周天日]|星期|上午|正常|\d{{1,2}}:\d\d)[^()\n]*)\)"
    r"|在((?:每?个?(?:法定)?工作日|周[一二三四五]|每周)[^。;()\n]{0,40}?)(?:拨打|致电|来电)"
)
_PERIOD = re.compile(
    r"(?:公示|公布|公开|监督|征求意见|意见征集|反馈意见|意见反馈|受理)(?:期限|期间|期|时限)(?:自|为|从|[:\s\d])[^。\n;]*"
    r"|(?:公示|公布|公开|公告|受理)时间\s*[:为\s]\s*(?=[^。\n;]*[\d一二三四五六七八九十]\s*个?(?:工作日|月|日|天))[^。\n;]+"
)
_AFTER_PERIOD = re.compile(r"[,(\s](?=[^\d,]{0,8}(?:电话|邮箱|地址|邮编|联系)|如[有对]|欢迎|请)")


def contacts_in(flat: str, text: str) -> Contacts:
    """The contacts of a circular (`flat` is the folded `text`); page footers are not asked."""
    flat = "\n".join(" " * len(row) if _FOOTER.search(row) else row for row in flat.split("\n"))
    note = _NOTE.search(flat)
    postcode = _POSTCODE.search(flat)
    return Contacts(
        phones=_phones(flat),
        emails=_emails(flat),
        address=_address(flat, text),
        postcode=postcode[1] if postcode else None,
        envelope_note=text[note.start(note.lastindex or 0) : note.end(note.lastindex or 0)].strip() if note else None,
        hours=_hours(flat, text),
        period=_period(flat, text),
    )


def _phones(flat: str) -> tuple[str, ...]:
    asked = _FAX.sub(lambda match: "\n" * len(match[0]), flat)
    found = [number for call in _CALL.finditer(asked) for number in _PHONE.findall(call[1])]
    found = [re.sub(r"\s+", "", number) for number in found]
    # 12345 in a sentence about hotlines is not where opinions go, unless nothing else is given
    long = [number for number in found if len(number) > 5]
    return tuple(dict.fromkeys(long))


def _emails(flat: str) -> tuple[str, ...]:
    labelled = [match for row in _EMAIL_LABEL.finditer(flat) for match in _EMAIL.finditer(row[0])]
    found = labelled or list(_EMAIL.finditer(flat))
    return tuple(
        dict.fromkeys(re.sub(r"\s|\[at\]|#", lambda m: "" if m[0].isspace() else "@", match[0]) for match in found)
    )


def _address(flat: str, text: str) -> str | None:
    for row in _ADDRESS.finditer(flat):
        begin, end = row.span(1)
        if re.match(r"https?:|www\.|[A-Za-z0-9._-]+@", row[1].strip()):
            continue
        if note := _NOTE.search(flat, begin, end):
            end = note.start()
        if stop := _AFTER_ADDRESS.search(flat, begin, end):
            end = stop.start()
        if found := text[begin:end].strip(" \t\u3000,，、;；。.（(:："):
            return found + ("）" if found.count("（") > found.count("）") else "")
    return None


def _period(flat: str, text: str) -> str | None:
    if not (match := _PERIOD.search(flat)):
        return None
    other = _AFTER_PERIOD.search(flat, *match.span())
    return text[match.start() : other.start() if other else match.end()].strip(" ,，)）")


def _hours(flat: str, text: str) -> str | None:
    if match := _HOURS.search(flat):
        group = match.lastindex or 0
        return text[match.start(group) : match.end(group)].strip(" ,，")
    return None
