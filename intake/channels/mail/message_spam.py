"""How much a mail looks like spam, and why in words.  Pure; one small rule each, light on purpose.

The points only decide whether a person looks first: nothing is dropped, and who speaks of the circular loses points.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suspect:
    """What the rules look at.  `fields`: lower-case names, first value each; `files`: names of the attachments."""

    fields: Mapping[str, str]
    from_address: str
    reply_to: str
    subject: str
    body: str
    html: str
    files: tuple[str, ...]

    def field(self, name: str) -> str:
        return self.fields.get(name, "").strip().lower()


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The sum of the points and what they were given for, in the words of staff."""

    points: int = 0
    reasons: tuple[str, ...] = ()


HELD_FROM = 5
Rule = Callable[[Suspect], bool]

_LINK = re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"']{3,}")
_ANCHOR = re.compile(
    r"<a\s[^<>]{0,300}href=[\"']?https?://([\w.-]{3,80})[^<>]{0,500}>\s*(?:https?://)?([\w-]+\.[\w.-]{2,80})", re.I
)
_PROGRAM = re.compile(r"(?i)\.(?:exe|scr|com|pif|bat|cmd|js|jse|vbs?|wsf|hta|lnk|jar|iso|img|ps1|msi|docm|xlsm)$")
_SELLING = re.compile(
    r"代开.{0,6}发票|发票.{0,6}代开|开票.{0,8}(?:联系|咨询|微信|优惠)|办证(?!大厅|中心|窗口|处)|办理.{0,6}文凭|信用卡.{0,4}(?:套现|提额)|"
    r"(?:无抵押|低息|秒批|网络?).{0,4}贷款|博彩|赌场|六合彩|时时彩|百家乐|娱乐城|刷单|日结|兼职.{0,6}(?:高薪|日赚)|"
    r"(?:荐股|牛股|内幕).{0,8}(?:群|微信|老师)|壮阳|伟哥|增大|约炮|成人(?:视频|用品)|群发.{0,4}(?:软件|平台|短信)|"
    r"(?:seo|网站).{0,6}(?:优化|推广).{0,12}(?:联系|微信|qq|报价)|中奖.{0,20}(?:领取|点击)|培训.{0,12}(?:报名|课程表|回执)|"
    r"viagra|cialis|casino|lottery|bitcoin|crypto ?(?:currency|invest)|inheritance|million (?:dollars|usd)|backlinks?|"
    r"dear (?:friend|beneficiary)",
    re.I,
)
_OURS = re.compile(
    r"巡视|整改|通报|街道|居委|小区|物业|业委会|电梯|旧改|动迁|拆迁|停车|垃圾|违建|噪音|扰民|信访|投诉|反映|举报|居民|"
    r"政府|区委|书记|干部|建议"
)
_CHINESE = re.compile("[\u4e00-\u9fff]")


def _flagged(mail: Suspect) -> bool:
    return mail.field("x-spam-flag") == "yes" or mail.field("x-spam-status").startswith("yes")


def _unauthenticated(mail: Suspect) -> bool:
    return bool(re.search(r"\bdmarc=fail\b|\bspf=fail\b.*\bdkim=fail\b", mail.field("authentication-results")))


def _program(mail: Suspect) -> bool:
    return any(_PROGRAM.search(name) for name in mail.files)


def _selling(mail: Suspect) -> bool:
    return bool(_SELLING.search(f"{mail.subject}\n{mail.body[:20_000]}"))


def _many_links(mail: Suspect) -> bool:
    return len(set(_LINK.findall(mail.body[:20_000]))) >= 5


def _little_but_a_link(mail: Suspect) -> bool:
    rest = _LINK.sub("", mail.body)
    return bool(_LINK.search(mail.body)) and len("".join(rest.split())) < 30


def _false_link(mail: Suspect) -> bool:
    return any(_site(target) != _site(shown) for target, shown in _ANCHOR.findall(mail.html[:200_000])[:50])


def _site(host: str) -> str:
    """The part of a name that somebody owns, roughly: the last two labels, three under .gov.cn and the like."""
    labels = host.lower().strip(".").split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:])


def _only_a_picture(mail: Suspect) -> bool:
    return len("".join(mail.body.split())) < 10 and bool(re.search(r"<img\b", mail.html, re.I))


def _bulk(mail: Suspect) -> bool:
    return "list-unsubscribe" in mail.fields or mail.field("precedence") in ("bulk", "junk")


def _no_chinese(mail: Suspect) -> bool:
    text = mail.subject + mail.body
    return len(text) > 40 and not _CHINESE.search(text)


def _other_reply_address(mail: Suspect) -> bool:
    sender, answer = (address.rpartition("@")[2] for address in (mail.from_address, mail.reply_to))
    return bool(answer) and _site(sender) != _site(answer)


def _ours(mail: Suspect) -> bool:
    return len(set(_OURS.findall(f"{mail.subject}\n{mail.body[:20_000]}"))) >= 2


RULES: tuple[tuple[int, str, Rule], ...] = (
    (6, "邮箱服务商标为垃圾邮件", _flagged),
    (4, "附件是程序", _program),
    (5, "推销或诈骗用语", _selling),
    (3, "发件人身份验证未通过", _unauthenticated),
    (3, "链接与显示的不一致", _false_link),
    (2, "链接很多", _many_links),
    (2, "只有一个链接", _little_but_a_link),
    (2, "只有图片", _only_a_picture),
    (2, "群发邮件", _bulk),
    (2, "没有中文", _no_chinese),
    (1, "回复地址与发件人不同", _other_reply_address),
    (-3, "谈到本地事项", _ours),
)


def suspect(mail: Suspect) -> Suspicion:
    """The points of the rules that hold."""
    held = [(points, words) for points, words, rule in RULES if rule(mail)]
    return Suspicion(sum(points for points, _ in held), tuple(words for points, words in held if points > 0))
