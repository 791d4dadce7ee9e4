"""Which parts of a circular hold the rectified problems, and which headings there are problems and not measures.

Decides by structure and by the general language of such circulars; a group of siblings is judged as a whole.
"""

import re
from dataclasses import dataclass

from intake.circular import inline, titles
from intake.circular.outline import Node

_NEXT = re.compile(r"下一步|下一阶段|下步|今后|后续|接下来|打算|努力方向|巩固|长效|持续深化|再接再厉|继续")
_ORGANISED = re.compile(
    r"组织|领导|责任|重视|站位|部署|认识|统筹|履行|扛牢|扛起|总体|基本情况|主要做法|工作开展|推进机制|政治自觉|问责|追责|成效"
)
_RECTIFIED = re.compile(r"整改|反馈|问题|巡视|巡察")
_PROGRESS = re.compile(r"情况|落实|进展|推进|完成|任务|逐项|逐条|销号|见底|到位|成效")
_GENERIC = re.compile(
    r"巡视巡察|巡视|巡察|反馈|指出|发现|意见|问题|整改|落实|进展|完成|推进|情况|集中|任务|具体|主要|重点|工作|成效|取得|阶段性|扎实|全面|逐项|逐条|"
    r"坚持|导向|目标|严格|对标对表|对照|紧盯|聚焦|狠抓|抓实|推动|落地|见效|实效|从严从实|坚决|突出|精准|切实|着力|深入|确保|清单|认真|"
    r"省委|市委|区委|县委|中央|第[一二三四五六七八九十]+|组|的|和|及|与|对|关于|针对|方面|各项|事项|所有|反馈的|期|到位|做好|抓好|抓|[,、。:;“”\s]"
)

# headings that end alike but hold many problems: 选人用人专项检查反馈问题整改情况
_OF_MANY = re.compile(
    r"反馈|检查|巡视|巡察|审计|集中|立行立改|即知即改|移交|线索|主要|重点|突出|具体|长期|^.{0,5}问题|整改情况$(?<!问题整改情况)"
)
_HANDED_ON = re.compile("线索|信访")
_ELSEWHERE = re.compile(f"整改|反馈|{_HANDED_ON.pattern}")
_AHEAD_OR_DONE = re.compile(f"{_NEXT.pattern}|整改|{_ORGANISED.pattern.replace('责任|', '').replace('部署|', '')}")
_OUTERMOST = ("part", "cn", "dot1", "section", "shown")

Votes = dict[tuple[int, str], int]
_INLINE = (0, "inline")


@dataclass(frozen=True, slots=True)
class Roles:
    """The outermost issues, the other parts, and sentences about what was not sure."""

    tops: tuple[Node, ...]
    sections: tuple[Node, ...]
    doubts: tuple[str, ...]


def assign(root: Node, flat: str) -> Roles:
    """Sort the outermost parts of a circular."""
    parts = root.children
    problems = {id(part): _problems(part, flat) for part in parts}
    chosen = [part for part in parts if _holds_problems(part, problems[id(part)], flat) and _has_entries(part, flat)]
    if not chosen and not (chosen := _longest(parts, flat)):
        return Roles((), tuple(parts), ())
    kinds = {part.kind for part in chosen if _problem_itself(part, flat)}
    kept = {id(part) for part in chosen}
    chosen = [part for part in parts if id(part) in kept or (part.kind in kinds and _alike(part, flat))]
    special = sum(not generic(part.words) for part in chosen)
    containers = [part for part in chosen if _is_container(part, special, problems[id(part)], flat)]
    held, kept = {id(part) for part in containers}, {id(part) for part in chosen}
    tops = [top for part in chosen for top in (_under(part, flat) if id(part) in held else [part])]
    sections = [part for part in parts if id(part) not in kept]
    doubts = [f"“{part.words}”一节当作问题整改部分读取，请核对。" for part in containers if not generic(part.words)]
    return Roles(tuple(tops), tuple(sections), tuple(doubts))


def _alike(part: Node, flat: str) -> bool:
    """Whether a part is built like the problems beside it, and is about neither rectification nor its organisation."""
    words = part.words
    other = (
        _NEXT.search(words) or _ELSEWHERE.search(words) or (_ORGANISED.search(words) and not _PROGRESS.search(words))
    )
    return not other and sum(_sounds(child, flat) for child in part.children) > 0


def _longest(parts: list[Node], flat: str) -> list[Node]:
    """Where no part says so, the longest one with several entries below it."""
    fit = [part for part in parts if not _NEXT.search(part.words) and len(_under(part, flat)) > 1]
    return [max(fit, key=lambda part: part.stop - part.start)] if fit else []


def leaning(node: Node, flat: str) -> int:
    """As `titles.leaning`, and sure where the circular calls the heading a problem or says at once how it was met."""
    words = titles.leaning(node.words)
    return 2 if node.named or (words > -2 and _answered(node, flat)) else words


def _answered(node: Node, flat: str) -> bool:
    return titles.answers(flat, node.body) or bool(node.children and titles.leaning(node.children[0].words) == -2)


def _sounds(node: Node, flat: str) -> int:
    """How much a heading is like a problem's, by its words and by what stands below it."""
    return leaning(node, flat) + _heads_text(node, flat)


def _has_entries(part: Node, flat: str) -> bool:
    return not generic(part.words) or bool(_under(part, flat))


def _under(container: Node, flat: str) -> list[Node]:
    if container.children:
        return container.children
    return inline.entries(flat, container, container.stop)


def _problems(part: Node, flat: str) -> int:
    """How many entries below a part sound like problems."""
    count = sum(leaning(node, flat) > 0 and not titles.vague(node.words) for node in part.walk())
    leaves = [node for node in [part, *part.walk()] if not node.children]
    return count + sum(len(inline.entries(flat, leaf, leaf.stop)) for leaf in leaves)


def _holds_problems(part: Node, problems: int, flat: str) -> bool:
    words = part.words
    if _HANDED_ON.search(words) and _PROGRESS.search(words):
        return False
    if generic(words):
        return not _NEXT.search(words) or problems > 1
    below = list(part.walk())
    named = sum(leaning(node, flat) > 1 for node in below)
    if _NEXT.search(words):
        return named > 1 and named * 2 > len(below)
    if _problem_itself(part, flat):
        return True
    if _ORGANISED.search(words) and not _PROGRESS.search(words):
        return problems > 0 and problems * 2 > len(below)
    return problems > 0 and (problems > 1 or problems * 2 >= len(below))


def generic(words: str) -> bool:
    """Whether a heading says no more than that here the problems' rectification is told."""
    words = titles.without_remark(words)
    if _HANDED_ON.search(words):
        return False
    if not _RECTIFIED.search(words) or not (_PROGRESS.search(words) or not _GENERIC.sub("", words)):
        return False
    return not _ORGANISED.search(words.replace("组织开展", "")) and len(_GENERIC.sub("", words)) <= 4


def _problem_itself(part: Node, flat: str) -> bool:
    words = part.words
    if generic(words) or titles.vague(titles.clean(words)):
        return False
    if part.named or _answered(part, flat):
        return True
    about = re.match(r"(?:关于|针对)", words) and titles.leaning(words) > 0
    named = about or (titles.names_problem(words) and not _OF_MANY.search(words))
    return bool(named or (titles.lacks(words) and (re.search(r"问题|方面", words) or not _AHEAD_OR_DONE.search(words))))


def _is_container(part: Node, special: int, problems: int, flat: str) -> bool:
    """Whether a part only holds issues; `special` parts have a heading of their own that says more than that."""
    if generic(part.words):
        return True
    if _problem_itself(part, flat) or titles.lacks(titles.clean(part.words)):
        return False
    if part.kind.split(" ")[0] not in _OUTERMOST or _NEXT.search(part.words):
        return _NEXT.search(part.words) is not None
    return special == 1 and problems > 0


def issues_below(node: Node, flat: str, votes: Votes, depth: int) -> list[Node]:
    """The children of an issue that are issues themselves; none where they are measures."""
    if not node.children:
        return inline.entries(flat, node, node.stop, usual=votes.get(_INLINE, 0) > 0)
    group = node.children
    if len(group) == 1 and group[0].kind == "label" and not node.words.endswith("方面"):
        # one 问题表述: below a problem spells that problem out
        return []
    if all(_sounds(child, flat) < 0 for child in group) or _labelled(node, flat):
        return []
    return group if votes.get((depth, group[0].kind), 0) > 0 else []


def count_votes(tops: tuple[Node, ...], flat: str) -> Votes:
    """How much the headings of each depth and numbering style sound like problems, all over the circular."""
    votes: Votes = {}

    def count(node: Node, depth: int) -> None:
        labelled = _labelled(node, flat)
        for child in node.children:
            key = (depth, child.kind)
            votes[key] = votes.get(key, 0) + (-2 if labelled else _sounds(child, flat))
            count(child, depth + 1)

    for top in tops:
        count(top, 2)
    leaves = [node for top in tops for node in (top, *top.walk()) if not node.children]
    votes[_INLINE] = sum(len(inline.entries(flat, leaf, leaf.stop)) > 1 for leaf in leaves)
    return votes


def _heads_text(node: Node, flat: str) -> int:
    """1: a line of its own with something below, as headings are; -1: nothing at all, as a measure is a paragraph."""
    if not flat[node.body : node.stop].strip():
        return -1
    return int(flat.startswith("\n", node.body))


def _labelled(node: Node, flat: str) -> bool:
    """Whether what stands between a heading and its children says that measures follow."""
    between = flat[node.body : node.children[0].start] if node.children else ""
    return any(titles.LABEL.match(line.strip()) for line in between.split("\n"))
