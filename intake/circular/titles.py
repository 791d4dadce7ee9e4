"""The words of a heading: where it ends in its paragraph, what is left without its wrappers, what it sounds like.

Knows the language of such circulars in general and no circular in particular.
"""

import re
from dataclasses import dataclass

_LONGEST_LINE = 80
_OPEN, _CLOSE = "“‘「『《〈(【[", "”’」』》〉)】]"
_STATE = re.compile(
    r"[(（](?:(?:已|基本|正在|未|全部)?(?:完成|整改|办结|销号|长期|持续|立行立改|即知即改|推进)|共?[\d一二三四五六七八九十]+[个项条])"
    r"[^()（）]{0,20}[)）]$"
)
ABOUT = ("关于", "针对")
_ABOUT_AGAIN = re.compile("。(?:关于|针对)")
_LEAD = re.compile(r"^(?:针对|关于)\s*")
_ABOUT_QUOTED = re.compile(r"(?:围绕|聚焦|就|对|对于)\s*“([^“”]+)”$")
_ABOUT_FOUND = re.compile(r"(?:巡视|巡察)?组?(?:反馈|指出|发现)(?:意见)?(?:指出)?的?\s*“([^“”]+)”$")
_ABOUT_MOTTO = re.compile(r"(?:围绕|聚焦|就|对|对于|针对|关于|紧盯)\s*“([^“”]+)”(?:的?问题|方面)[,，].{2,16}$")
_LEAD_IN = re.compile(r"^在(?![线建校职编岗册籍地途逃营位场外内此])\s*")
_TAIL = re.compile(
    r"(?:[。:：;,、.!\s]+"
    r"|(?:方面)?(?:所)?(?:(?:存在的?|反馈的?|的|方面)(?:主要|突出|具体)?)?问题(?:的)?(?:(?:集中)?整改(?:工作)?)?(?:的)?(?:落实|进展|完成|推进|成效)?(?:的)?(?:情况)?"
    r"|(?:的)?(?:集中)?整改(?:工作)?(?:落实|进展|完成|推进)?(?:的)?情况|(?<=[”」』])的整改|方面)$"
)
_PAIRS = {"“": "”", "「": "」", "『": "』", '"': '"', "‘": "’", "【": "】", "〝": "〞", "'": "'"}

LABEL = re.compile(
    r"[【\[〔(]?\s*(?:具体)?(?:整改(?:落实)?(?:进展)?(?:完成)?(?:情况|措施|成效|结果|进展|举措|目标|时限|责任人?|落实情况)|主要(?:措施|做法|成效)|"
    r"采取措施|工作(?:措施|成效|举措)|取得成效|完成情况|落实情况|进展情况|责任(?:单位|领导|人|部门)|牵头(?:单位|领导)|"
    r"配合单位|完成时(?:限|间)|下一步(?:打算|措施|工作|计划)|整改)\s*(?:[】\]〕)]\s*:?|:)"
)
PROBLEM_LABEL = re.compile(
    r"[【\[〔(]?\s*(?:(?:巡视|巡察)?(?:反馈|存在|发现|指出|整改)?的?(?:具体|主要|突出)?问题(?:表述|描述|概述|内容|表现|名称)?"
    r"|反馈意见(?:表述|内容)?)"
    r"\s*(?:[】\]〕)]\s*:?|:)\s*"
)

_SAID = re.compile(r"(?:(?:巡视|巡察)(?:反馈|组)|反馈)(?:意见)?(?:指出|认为|提出)")
_LACK = re.compile(
    r"不[够足力严深实强高细紧准全广多好清明顺畅精当优密大快新活规到及平均完健彻主适重]"
    r"|不(?:够|落实|经常|作为|担当|公开|充分|力|衔接|符|聚焦|敢|愿|善于|能|合理)"
    r"|未(?!来|成年)|没有|缺[乏失位项少口陷]|欠缺|有待|欠账|差距|温差|薄弱|滞后|短板|不足|弱项|乏[力人]|偏[低少差弱软慢高离]"
    r"|盲区|空白|堵点|悬空|走过场|造假|反弹|青黄不接|一刀切|脱[离节]|滞留|超期|居高|迟缓|缓慢|流于形式|隐患|风险"
    r"|弱化|淡[化薄]|虚化|违[规反纪]|超标|拖延|随意|粗放|空转|松[懈散软]|宽松|形式主义|官僚主义|闲置|简单化|单一|失[职管范]|漏洞"
    r"|难(?:以|题|点)?$|[慢长]$|过[长多高低]|混乱|走样|乱象|顽疾|积压|浪费|突出(?:问题)?$|剩余|腐败|两张皮|一手硬"
)
_VERB = re.compile(
    r"^(?:进一步|持续|深入|切实|认真|扎实|全面|严格|积极|大力|不断|着力|坚决|坚持|及时|统筹|联合|已|共|对|将|由)?"
    r"(?:加强|强化|完善|制定|制发|印发|出台|修订|开展|召开|组织|建立|健全|深化|推进|推动|压实|严格|坚持|提升|提高|落实|加大|聚焦|明确"
    r"|规范|优化|抓好|抓实|做好|做实|构建|举办|举一反三|立行立改|即知即改|严肃|清退|追缴|收回|梳理|排查|新增|培训|学习|建成|督促|完成|实施|"
    r"细化|狠抓|紧盯|突出|畅通|拓展|搭建|配齐|选派|增强|巩固|注重|加快|发挥|引导|树牢|夯实|筑牢|把好|扛牢|用好|用活|盘活|"
    r"专题|增加|设立|划定|推行|签订|安装|约谈|通报|成立|编制|核查|处置|整治|整合|调整|引进|提炼|探索|打造|"
    r"重新|完善|主动|充分|积极|广泛|集中|逐项|逐一|定期|严把|严明|对照|通过|围绕|结合|按照|根据|依托|邀请)"
)
_NAMED_PROBLEM = re.compile(
    r"^(?:针对|关于)|(?:问题|方面)(?:的?整改(?:落实|进展|完成)?(?:情况)?)?[。:]?$|^[“「『\"].+[”」』\"]"
)
_WHOLE = re.compile(
    r"(?:问题|方面)(?:的?(?:集中)?整改(?:工作)?(?:落实|进展|完成)?(?:的?情况)?)?$|整改(?:落实|进展|完成)?情况$"
)
_VAGUE = re.compile(
    r"^(?:这|上述|以上|该|此|存在|相关|有关|巡视|巡察|反馈|审计|检查|发现)?(?:一|些|类|方面)?(?:的|反馈的?|指出的?|发现的?)*(?:问题|意见|情况|不足)?$"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Offsets into a paragraph: the title's words, and where the text begins.

    `inline` where the heading is the first words of a sentence, which then is part of the text.
    """

    start: int
    end: int
    body: int
    inline: bool
    complete: bool


def clean(title: str) -> str:
    """A heading without numbering, 针对 / 关于 / 在, surrounding quotes and trailing wrappers, repeatedly."""
    was, now = None, title.strip()
    while now and now != was:
        was = now
        now = without_remark(now)
        now = _unquoted(_LEAD.sub("", now) if len(_LEAD.sub("", now)) > 1 else now)
        quoted = next(filter(None, (way.match(now) for way in (_ABOUT_QUOTED, _ABOUT_FOUND, _ABOUT_MOTTO))), None)
        now = quoted[1] if quoted else now
        now = _shorter(now)
    bare = _LEAD_IN.sub("", now)
    return _unquoted(bare) if len(bare) > 1 else now


def without_remark(title: str) -> str:
    """A heading without the state or the count of problems that stands behind it in brackets."""
    return _STATE.sub("", title).strip() or title


def _shorter(title: str) -> str:
    tail = _TAIL.search(title)
    rest = title[: tail.start()].strip() if tail else ""
    # «不到位问题整改» is a problem and a wrapper, «监督发现问题整改» is what the entry is about
    if not tail or not rest or (tail[0] == "问题整改" and not lacks(rest) and rest[-1] not in _CLOSE):
        return title
    return rest


def lacks(title: str) -> bool:
    """Whether a title names something that is wrong or missing."""
    return bool(_LACK.search(title))


def leaning(title: str) -> int:
    """Above 0: a heading sounds like a problem found; below: like a measure taken; 0: like neither."""
    if LABEL.match(title) or LABEL.fullmatch(title + ":") or PROBLEM_LABEL.fullmatch(title + ":"):
        return -2
    if _NAMED_PROBLEM.search(title):
        return 2
    if lacks(title):
        return 1
    return -1 if _VERB.match(title) else 0


def names_problem(flat: str) -> bool:
    """Whether a line ends as a heading that names a problem does, and as no measure does (…的问题, …方面)."""
    return bool(_WHOLE.search(flat.rstrip("。:")))


def begins_with_heading(flat: str) -> bool:
    """Whether the first sentence of a paragraph, and no later one, is a heading (关于…的问题。…)."""
    found = split(flat)
    whole = flat[found.end : found.end + 1] == "。" and not found.inline and names_problem(flat[: found.end])
    return whole and flat.startswith(ABOUT) and not _ABOUT_AGAIN.search(flat)


def stands_alone(flat: str) -> bool:
    """Whether a line can be a heading as a whole: short, one sentence, no label and no remark in brackets."""
    found = split(flat)
    return len(flat) <= _LONGEST_LINE and found.complete and flat[0] not in "([【〔" and not LABEL.match(flat + ":")


def answers(flat: str, at: int) -> bool:
    """Whether a text that begins at `at` begins by saying what was done (整改情况:…) or found (反馈问题:…)."""
    at = _skip_lines(flat, at)
    return bool(LABEL.match(flat, at) or PROBLEM_LABEL.match(flat, at) or _SAID.match(flat, at))


def vague(title: str) -> bool:
    """Whether a title points at nothing in particular (这一问题, 反馈问题)."""
    return bool(_VAGUE.match(title))


def split(flat: str) -> Heading:
    """Where the heading of a folded paragraph (without numbering) ends and its text begins."""
    label = PROBLEM_LABEL.match(flat)
    start = label.end() if label else 0
    stop = _stop(flat, start)
    if stop is None:
        return Heading(start, len(flat), len(flat), False, True)
    end, body = stop
    if comma := _inline_end(flat[start:end]):
        return Heading(start, start + comma, start, True, body >= len(flat))
    return Heading(start, end, body, False, body >= len(flat))


def inline_end(flat: str) -> int | None:
    """Where the title of a sentence that begins with 针对 or 关于 ends; None where it is no such sentence."""
    stop = _stop(flat, 0)
    sentence = flat[: stop[0]] if stop else flat
    whole = sentence.endswith("问题") or (stop and flat[stop[0]] == "。" and _WHOLE.search(sentence))
    return _inline_end(sentence) or (len(sentence) if whole and len(sentence) <= _LONGEST_LINE else None)


def _inline_end(sentence: str) -> int | None:
    if not sentence.startswith(("针对", "关于", "对于")) or _WHOLE.search(sentence):
        return None
    commas = [i for i in _outside(sentence) if sentence[i] == ","]
    if not commas:
        return None
    for comma in commas[:4]:
        before = sentence[:comma]
        if before.endswith("问题") and (comma == commas[0] or (lacks(before[commas[0] :]) and comma <= 90)):
            return comma
    return commas[0]


def _stop(flat: str, start: int) -> tuple[int, int] | None:
    """Where the first sentence or label ends the heading, and where what follows begins."""
    for i in _outside(flat, start):
        char = flat[i]
        if char in "。!?;" or (char == ":" and not _between_digits(flat, i)):
            return i, _skip(flat, i + 1)
        if flat.startswith("——", i) and i > start:
            return i, _skip(flat, i + 2)
        if i > start and (label := LABEL.match(flat, i)) and char not in "整改":
            return i, label.start()
        if i > start and char in "整" and (label := LABEL.match(flat, i)) and _label_may_begin(flat, i):
            return i, label.start()
        if char in " \t" and re.search(r"(?:问题|情况|方面)$", flat[start:i]) and flat[i:].strip():
            return i, _skip(flat, i)
    return None


def _label_may_begin(flat: str, i: int) -> bool:
    # «问题的整改情况:» is the heading's own tail, «…不到位 整改情况:» is a label
    return flat[i - 1] in " \t)”」』】" or not re.search(r"(?:问题|的|落实|方面)$", flat[:i])


def _outside(flat: str, start: int = 0) -> list[int]:
    """The places outside quotes and brackets; brackets that are never closed do not count."""
    places: list[int] = []
    last = {char: flat.rfind(char) for char in _CLOSE}
    depth = 0
    straight = flat.count('"', start) // 2 * 2
    for i in range(start, len(flat)):
        char = flat[i]
        if char == '"' and straight:
            # plain quotes open and close by turns
            straight -= 1
            depth = depth + 1 if straight % 2 else max(0, depth - 1)
            continue
        if char in _OPEN:
            if depth == 0:
                places.append(i)
            if last[_CLOSE[_OPEN.index(char)]] > i:
                depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0:
            places.append(i)
    return places


def _between_digits(flat: str, i: int) -> bool:
    return 0 < i < len(flat) - 1 and flat[i - 1].isdigit() and flat[i + 1].isdigit()


def _skip(flat: str, i: int) -> int:
    while i < len(flat) and flat[i] in " \t":
        i += 1
    return i


def _skip_lines(flat: str, i: int) -> int:
    while i < len(flat) and flat[i] in " \t\n":
        i += 1
    return i


def _unquoted(text: str) -> str:
    while (
        len(text) > 2 and _PAIRS.get(text[0]) == text[-1] and text[0] not in text[1:-1] and text[-1] not in text[1:-1]
    ):
        text = text[1:-1].strip()
    return text
