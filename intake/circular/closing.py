"""Lines that follow the last entry without a number and are no part of it: sums, next steps, contacts, signature."""

import re

from intake.circular.totals import states_totals, sums_up

_FAREWELL = re.compile(
    r"(?:[#*>\- ]*)(?:欢迎|如[有对].{0,20}(?:意见|建议|问题)|联系(?:电话|方式|人|地址|科室|部门)"
    r"|(?:监督|受理|反映)(?:电话|方式)|举报(?:电话|方式)|意见(?:反映|反馈|建议|征集)[^。]{0,8}(?:方式|渠道|电话|时间)"
    r"|(?:电子)?邮箱|(?:通[讯信]|邮寄|来信|联系)地址|来[电信函访](?:请|\s*[:：])"
    r"|(?:公示|公布|公开|公告)(?:期|时间)|[^。]{0,12}接受(?:广大)?(?:干部|群众|社会)|特此(?:通报|公告|公示)|附件\s*[:\d]"
    r"|责任编辑|编辑\s*:|来源\s*:|上一[篇条]|下一[篇条]|扫一扫|[【\[](?:打印|关闭|字体|返回|纠错)|分享到|版权所有|(?:主办|承办)单位?\s*:"
    r"|(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日$|(?:中共|中国共产党)[^,。]{2,30}(?:委员会|党组|党委|支部|工委|总支)$)"
)
_PAGE_END = re.compile(
    r"(?:上一|下一)[篇条页]|扫一扫|分享(?:到|至)|[【\[]\s*(?:打印|关闭|返回)|打印本页|关闭窗口|版权所有|(?:主办|承办)(?:单位)?\s*:|网站标识码"
    r"|相关(?:信息|链接|新闻|文章|阅读|推荐|稿件|文档)\s*:?$"
)
_CONTACT = re.compile(r"(?:电\s*话|邮\s*箱|邮\s*编|邮政编码|传\s*真)[^。;:\d]{0,8}[:\s]?\s*\(?[\dA-Za-z]")
_RESULT = re.compile(r"(?:通过|经过)[^。;,]{0,16}整改[^。;,]{0,6},")
_NEXT = re.compile(r"(?:下一步|下一阶段|下步|今后|接下来|下阶段)[^。;]{0,12}[,:]")
_HEADING = re.compile(r"(?:下一步|下步|下一阶段|今后|后续).{0,14}(?:打算|安排|计划|方向|举措|工作|措施)$")
_LONGEST_HEADING = 26


def says_farewell(line: str) -> bool:
    """Whether a folded line turns to the reader: invites, names contacts, signs."""
    return bool(_FAREWELL.match(line))


def ends_page(line: str) -> bool:
    """Whether only the page's furniture follows from this folded line on (pager, related links, imprint)."""
    return bool(_PAGE_END.match(line))


def looks_ahead(line: str) -> bool:
    """Whether a folded line tells what comes next (下一步,…)."""
    return bool(_NEXT.match(line)) or _announces(line)


def ends_entry(line: str) -> bool:
    """Whether any entry ends before this folded line."""
    return says_farewell(line) or states_totals(line) or _announces(line)


def ends_entries(line: str) -> bool:
    """Whether the last entry of a part ends before this folded line."""
    return ends_entry(line) or sums_up(line) or bool(_CONTACT.search(line) or _RESULT.match(line))


def _announces(line: str) -> bool:
    return len(line) <= _LONGEST_HEADING and bool(_HEADING.search(line))
