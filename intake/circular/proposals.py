"""What an entry of a circular lists as measures and as rules, as a proposal for the ledger that staff correct. Pure.

Circulars name measures in running text, between what was wrong and what came of it. A measure is taken to begin with a
verb of doing; figures and results are left out.
"""

import re
from dataclasses import dataclass

LONGEST = 300  # characters of a measure
_HEAD = re.compile(r"^(?:针对|关于)[^。；;]*?(?:(?:问题)?的?整改)?[，,。：:]")
_LABEL = re.compile(r"(?:整改|主要|具体|工作)?(?:举措|措施|做法|情况)[：:]")
_RESULT = re.compile(r"(?:整改|工作|取得|阶段性?)?(?:结果|成效|效果|完成情况|进展情况)[：:]")
_ITEM = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,2}是|[（(][0-9一二三四五六七八九十]{1,2}[）)]|(?<![0-9.])[0-9]{1,2}[.．、](?![0-9])|[①-⑳])"
)
_SENTENCE = re.compile(r"[。；;\n]+")
_DOING = re.compile(
    "(?:进一步|持续|全面|深入|不断|着力|积极|认真|定期|及时|切实|逐步|分别|突出|坚持|主动|继续|大力|统一|集中|专题)*"
    "(?:加强|加大|加快|完善|健全|建立|制定|制发|印发|出台|修订|起草|编制|构建|搭建|打造|设立|成立|组建|共建|开展|推进|推动|组织|召开|举办|"
    "实施|落实|执行(?!力)|规范|明确|梳理|排摸|摸排|排查|核查|检查|督查|督促|督导|指导|协调|协同|统筹|整合|整治|清理|简化|优化|深化|细化|强化|"
    "提升|提高|拓展|扩大|聚焦|围绕|对标|对照|依托|通过|结合|放大|发挥|支持|扶持|引导|鼓励|促进|争取|选派|派出|交流|配备|引入|聘请|"
    "查处|严肃|严格|深挖|处置|追究|问责|约谈|谈话|通报|公开|公示|跟踪|巩固|压实|挖掘|培育|培养|宣传|培训|教育|学习|研究|研判|调研|"
    "做好|抓好|抓实|用好|用足|管好|守住|形成|纳入|盘活|招引|助力|赋能|签订|收储|改造|新建|建设|升级|更新|推广|试点|创新|探索|"
    "选拔|储备|健全|监督|严把|严控|压缩|厉行|取消|归集|下发|制作|张贴|走访|上门|听取|收集|接受|邀请|委托|安排|部署|动员|责令|"
    "遴选|定制|整理|挂牌|销号|分解|分析|查补|对接|衔接|深耕|牵头|联动|联合|会同|配合|参与|运用|应用|试行|优先|缩短|压减|增设|增加|"
    "充实|调整|轮岗|考核|评估|审计|巡察|回头看)"
)
_NAMED = re.compile("《[^《》]{2,100}》")
_REVISED = re.compile("(?:修订|修改|完善|更新)[^，,。；;》]{0,12}$")
_NEW = re.compile("(?:制定|制发|印发|出台|建立|研究制定|起草|编制|下发|发布|健全|形成)[^，,。；;》]{0,12}$")


@dataclass(frozen=True, slots=True)
class NamedRule:
    """A paper that an entry names in 《》; `kind` is new, revised, or named where the text does not say."""

    title: str
    kind: str


def measures(text: str) -> list[str]:
    """The measures an entry's text lists, in its order, each once."""
    text = _done(text)
    items = _items(text)
    found = items or [measure for sentence in _SENTENCE.split(text) for measure in _in_sentence(sentence)]
    return list(dict.fromkeys(measure[:LONGEST] for measure in found if len(measure) > 3))


def rules(text: str) -> list[NamedRule]:
    """The papers an entry names, in its order, each once; those in a row share the verb before the first."""
    found, kind, end = dict[str, str](), "named", 0
    for match in _NAMED.finditer(text):
        before = text[: match.start()]
        if not found or not re.fullmatch("[、和及以与]*", before[end:]):
            kind = "revised" if _REVISED.search(before) else "new" if _NEW.search(before) else "named"
        found.setdefault(match[0], kind)
        end = match.end()
    return [NamedRule(title, kind) for title, kind in found.items()]


def _done(text: str) -> str:
    """What was done: without what was wrong before it, and what came of it after it."""
    label = _LABEL.search(text)
    text = text[label.end() :] if label else _HEAD.sub("", text.strip(), count=1)
    result = _RESULT.search(text)
    return text[: result.start()] if result and result.start() else text


def _items(text: str) -> list[str]:
    """The pieces of a text that numbers its measures (一是 … 二是 …)."""
    marks = list(_ITEM.finditer(text))
    if len(marks) < 2:
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [text[mark.end() : end].strip(" \n，,。；;、") for mark, end in zip(marks, ends, strict=True)]


def _in_sentence(sentence: str) -> list[str]:
    found: list[str] = []
    going_on = False
    for clause in _clauses(sentence, "，,"):
        parts = _clauses(clause, "、")
        if len(parts) > 1 and all(_DOING.match(part) for part in parts):
            found, going_on = found + parts, True
        elif _DOING.match(clause):
            found, going_on = [*found, clause], True
        elif going_on and not re.search("[0-9已]", clause):
            found[-1] = f"{found[-1]}，{clause}"
        else:
            going_on = False
    return found


def _clauses(text: str, commas: str) -> list[str]:
    """A text cut at its commas, but not inside quotes, brackets, titles or figures."""
    pieces, depth = [""], 0
    for at, char in enumerate(text):
        depth += (char in "《“‘（(") - (char in "》”’）)")
        if char in commas and depth <= 0 and not re.fullmatch("[0-9],[0-9]", text[max(0, at - 1) : at + 2]):
            pieces.append("")
        else:
            pieces[-1] += char
    return [piece.strip() for piece in pieces if piece.strip()]
