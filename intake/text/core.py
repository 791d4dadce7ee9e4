"""What remains of a text when greeting, signature, quoted words, stock phrases and punctuation are gone. Pure.

For comparing only: web, mail and letter of the same words have the same core, and two people who share no more than
the usual phrases have cores that share little.
"""

import re
import zlib

from intake.text.normalise import plain

LONGEST = 20_000  # characters that are read; of what lies behind only whether it is the same
SHORTEST = 8  # characters that a cut must leave
_EDGE = 100  # characters at either end in which greeting and signature are looked for
_LAYERS = 4
_OLDER_MAIL = re.compile(
    r"\n[> ]{0,9}(?:-{2,20} ?(?:原始邮件|转发邮件|原邮件|original message|forwarded message)"
    r"|在[^\n]{4,80}写道:|on [^\n]{6,120}wrote:|发件人:[^\n]{1,120}\n(?:发送时间|收件人|日期|主题)|--\n.{0,200}$).*",
    re.DOTALL,
)
_OTHERS_WORDS = re.compile("“[^”]{12,300}”|「[^」]{12,300}」|『[^』]{12,300}』")
_HEAD = re.compile(
    r"\W{0,9}(?:(?:尊敬的|敬爱的|亲爱的|各位)?[\u4e00-\u9fff]{0,12}?(?:领导|同志|老师|书记|主任|办公室|工作人员)们?"
    r"(?:您们?|你们?|大家)?好? ?[:,!。\n]"
    r"|(?:您们?|你们?|大家|领导|老师)好 ?[:,!。\n]"
    r"|(?:dear [^\n,:]{1,40}|hi|hello) ?[,:\n]"
    r"|\(?(?:电话|来电)记录\)?"
    r"|(?:来电|来信|来访|市民|群众|居民)(?:人|市民|居民|群众|来电|来信)(?:反映|诉求|表示|称|说){0,2} ?[:,]?)"
)
_TAIL = re.compile(
    r"(?:此致\s?敬礼.{0,80}|(?:非常|十分|万分)?(?:谢谢|感谢)(?:了|您|你们|各位)?|盼复|祝好|顺祝[^\n。]{2,8}"
    r"|发自[^\n。]{2,20}|sent from my [^\n]{2,20}|(?:kind |best )?regards.{0,60}"
    r"|(?<=[。.!?)])(?:\n[^\n。!?,;]{1,16}){1,4})\W{0,9}$",
    re.DOTALL,
)
_STOCK = re.compile(
    "(?:希望|恳请|请求?|要求|敦请)(?:贵办|有关部门|相关部门|政府部门?|街道|领导|区里|你们)*(?:能够?)?(?:尽快|及时|早日)?"
    "(?:核实|调查|协调|督促|处理|解决|答复|回复|反馈|给予|予以|为盼|并|落实|此事|上述问题|该问题)+"
    "|来(?:电|信)人(?:表示|称|认为)?|已?(?:经)?多次反映(?:均?未果|无果|没有结果)?"
    "|(?:希望)?(?:今后)?继续(?:保持|努力)|为(?:群众|百姓|老百姓|人民)多?(?:办|做)(?:实事|好事)"
    "|(?:以上)?(?:意见|建议|情况)?(?:仅?供参考|妥否请批示)|如有不当(?:之处)?敬请(?:谅解|原谅)"
    "|期待(?:着)?(?:得到)?(?:您|你们|贵办|领导)?的?(?:回复|答复|回音)|现?(?:就|将)有关(?:问题|情况)(?:反映|报告)如下"
    "|(?:看|读|学习)(?:到|了)?(?:贵办|区委)?(?:发布|公布|公示)?的?整改(?:进展)?(?:情况)?的?通报|很受(?:鼓舞|教育)"
    "|我是[\u4e00-\u9fff]{0,6}一?名?普通(?:居民|市民|群众)|(?:非常|十分|万分)?(?:感谢|谢谢)(?:您|你们|领导)?"
)
_SPACES = re.compile(r"[\W_]+")
# what scanners take for one another, read as one
_CONFUSED = str.maketrans("末曰己巳入夭士囗冂エ侯", "未日已已人天土口门工候")


def core(text: str) -> str:
    """The core of a text: letters, digits and Chinese characters, simplified, in lower case."""
    lines = (" ".join(line.split()) for line in plain(text[:LONGEST]).splitlines())
    folded = "\n".join(filter(None, lines))
    folded = _without(_OTHERS_WORDS, _without(_OLDER_MAIL, folded))
    rest = text[LONGEST:]
    behind = f"{zlib.crc32(rest.encode('utf-8', 'replace')):08x}" if rest else ""
    return _without(_STOCK, bare(_trimmed(folded))) + behind


def bare(folded: str) -> str:
    """A normalised text without punctuation and white space, with what scanners confuse made one."""
    return _SPACES.sub("", folded).translate(_CONFUSED)


def _trimmed(folded: str) -> str:
    """Without greeting and signature, which may come in several layers."""
    least = max(SHORTEST, len(folded) * 2 // 5)
    for _ in range(_LAYERS):
        before = len(folded)
        head = _HEAD.match(folded, 0, _EDGE)
        if head and before - head.end() >= least:
            folded = folded[head.end() :]
        tail = _TAIL.search(folded, max(0, len(folded) - _EDGE))
        if tail and tail.start() >= least:
            folded = folded[: tail.start()]
        if len(folded) == before:
            break
    return folded


def _without(pattern: re.Pattern[str], folded: str) -> str:
    left, cuts = pattern.subn("", folded)
    return left if not cuts or len(bare(left)) >= SHORTEST else folded
