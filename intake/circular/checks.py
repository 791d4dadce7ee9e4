"""What the clerk who imports a circular should look at: sentences, most important first. Decides nothing."""

from collections import Counter
from collections.abc import Iterator

from intake.circular import dates
from intake.circular.outline import Node
from intake.circular.roles import Roles
from intake.circular.titles import clean
from intake.circular.types import Parsed

_LONG_TITLE = 70
_LONG_TEXT = 6000


def doubts(parsed: Parsed, found: Roles, groups: list[list[Node]], flat: str) -> Iterator[str]:
    """Everything that was not sure, as sentences in Chinese."""
    if not parsed.issues:
        yield "没有识别出整改事项，请核对文件是否为整改通报，或按“一、（一）1.”编号后重新导入。"
    yield from found.doubts
    yield from _sequence(groups)
    yield from _sums(parsed)
    yield from _entries(parsed)
    yield from _missing(parsed, flat)


def _sequence(groups: list[list[Node]]) -> Iterator[str]:
    last: dict[str, int] = {}
    for outermost, group in zip([True, *[False] * len(groups)], groups, strict=False):
        before = 0
        for node in group:
            if not node.number:
                continue
            # several parts of the circular can each begin their outermost entries anew
            anew = outermost and node.number == 1
            goes_on = anew or node.number == before + 1 or (before == 0 and node.number == last.get(node.kind, 0) + 1)
            if node.number == before and not anew:
                yield f"序号 {node.number} 出现两次：“{node.words[:30]}”。"
            elif not goes_on:
                yield f"“{node.words[:30]}”的序号是 {node.number}，前一条是 {before or '无'}，可能有条目没有识别。"
            before = last[node.kind] = node.number


def _sums(parsed: Parsed) -> Iterator[str]:
    totals = parsed.totals
    leaves = sum(issue.leaf for issue in parsed.issues)
    if totals.problems is not None and leaves and totals.problems != leaves:
        yield f"通报称反馈问题 {totals.problems} 个，识别出整改事项 {leaves} 条；一条可能包含几个问题，请核对。"
    if totals.problems is None:
        yield "没有找到反馈问题总数。"
    for name, whole, done in (
        ("问题", totals.problems, totals.problems_done),
        ("措施", totals.measures, totals.measures_done),
    ):
        if whole is not None and done is not None and done > whole:
            yield f"已完成的{name}数（{done}）大于总数（{whole}）。"


def _entries(parsed: Parsed) -> Iterator[str]:
    for path, times in Counter(issue.path for issue in parsed.issues).items():
        if times > 1:
            yield f"“{path[-1]}”在同一标题下出现 {times} 次。"
    for issue in parsed.issues:
        if issue.leaf and issue.text and clean(issue.text) == issue.title:
            yield f"“{issue.title}”（{issue.code}）只有标题，没有整改内容。"
        if len(issue.title) > _LONG_TITLE:
            yield f"{issue.code} 的标题超过 {_LONG_TITLE} 字，可能没有分清标题与正文。"
        if issue.leaf and len(issue.text) > _LONG_TEXT:
            yield f"“{issue.title}”（{issue.code}）的正文特别长，其中可能还有条目。"


def _missing(parsed: Parsed, flat: str) -> Iterator[str]:
    facts, contacts = parsed.facts, parsed.contacts
    if facts.inspected_from is None and dates.months_only(flat):
        yield "巡视（巡察）起止时间只写到月，没有具体日期。"
    named = (
        (facts.title, "标题"),
        (facts.issuer, "发布单位"),
        (facts.inspected_from or dates.months_only(flat), "巡视（巡察）起止日期"),
        (facts.feedback_on, "反馈日期"),
        (contacts.phones or contacts.emails or contacts.address, "联系方式"),
    )
    missing = [name for value, name in named if not value]
    if missing:
        yield f"没有找到：{'、'.join(missing)}。"
