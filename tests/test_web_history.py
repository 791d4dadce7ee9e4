"""Histories in plain words: every kind of event that an opinion can have is said in Chinese."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import NOW

import intake
from intake.model import Event
from intake.web.history import _SENTENCES, Names, did, steps

NAMES = Names({1: "包宝"}, {10: "加装电梯", 11: "垃圾分类"}, {20: "区房管局"})
OTHERS = {  # of circulars, accounts, units, the ledger, digests and exports, which have histories of their own
    "absence_begun",
    "absence_ended",
    "account_locked",
    "account_made",
    "account_opened",
    "api_key_made",
    "api_key_revoked",
    "corrected",
    "digest_corrected",
    "digest_downloaded",
    "digest_drafted",
    "digest_issued",
    "digest_subscribed",
    "digest_unsubscribed",
    "drafts_handed_on",
    "export_downloaded",
    "export_ordered",
    "exported",
    "factor_enrolled",
    "recovery_codes_renewed",
    "factor_reset",
    "imported",
    "issue_hidden",
    "issue_shown",
    "ledger_downloaded",
    "letter_made",
    "logged_in",
    "looked_back",
    "number_voided",
    "numbers_reserved",
    "password_changed",
    "phrase_added",
    "phrase_changed",
    "phrase_deleted",
    "poster_proposed",
    "recovery_code_used",
    "register_printed",
    "retitled",
    "state",
    "unit_changed",
    "units_downloaded",
    "view_deleted",
    "view_saved",
    "words_added",
    "words_removed",
}


def event(kind: str, words: str | None = None, **data: object) -> Event:
    return Event(5, 1, kind, NOW, 1, data, words)


def kinds(source: str) -> Iterator[str]:
    """The kinds of event that a source appends, each branch of a choice too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "events.append" and len(node.args) > 2:
            kind = node.args[2]
            branches = [kind.body, kind.orelse] if isinstance(kind, ast.IfExp) else [kind]
            yield from (str(branch.value) for branch in branches if isinstance(branch, ast.Constant))


def unsaid(found: set[str]) -> set[str]:
    return found - set(_SENTENCES) - OTHERS


def test_every_kind_that_the_code_writes_is_said_in_words() -> None:
    root = Path(intake.__file__).parent
    found = {kind for path in root.rglob("*.py") for kind in kinds(path.read_text(encoding="utf-8"))}
    assert len(found) > 20
    assert unsaid(found) == set()


def test_a_kind_without_words_is_found() -> None:
    source = 'events.append(conn, opinion_id, "planted" if new else "received", now)'
    assert unsaid(set(kinds(source))) == {"planted"}


@pytest.mark.parametrize(
    ("happened", "words"),
    [
        (event("received", channel="phone", origin="visit"), "登记（电话，来访）"),
        (event("confirmed", issues=[10, 11], origin="single"), "逐件确认：关联“加装电梯”，另涉及“垃圾分类”"),
        (event("confirmed", issues=[], origin="bulk"), "批量确认：不涉及通报所列事项"),
        (event("relinked", issues=[99], origin="single"), "重新逐件确认：关联“已不在通报中的事项”"),
        (event("classified", nature="criticism", stance=None), "分类：批评"),
        (event("classified", nature="praise", stance="accepts"), "分类：表扬，认可整改"),
        (event("set_aside", reason="spam"), "存查（垃圾信息）"),
        (event("handed_over", unit=20), "交区房管局办理"),
        (
            event("handed_over", unit=20, helpers=[20], due="2026-12-02", contacts=True, files=False),
            "交区房管局办理，区房管局协办，2026年12月2日到期，转告联系方式",
        ),
        (event("contacted", unit=20, reached=False), "区房管局先行联系，没有联系上"),
        (event("time_granted", unit=20, days=5, due="2026-12-09"), "同意延期 5 天，至2026年12月9日"),
        (event("unit_replied", unit=20, outcome="solved"), "区房管局回复：已解决"),
        (event("reminded", unit=20, stage="red", told=0), "应以电话或书面提醒区房管局：严重逾期"),
        (event("transferred", disposal="transferred"), "移送"),
        (event("closed", outcome="adopted"), "办结（采纳）"),
        (event("sealed", seal="none"), "解除密件"),
        (event("redacted", redaction=7), "遮盖文字"),
        (event("redacted", redaction=7, whole=True), "整件遮盖"),
        (
            event("words_deleted", whole=True, mails=0, exports=0, digests=[], vouched={}),
            "永久删除来件人写的全部文字、附件和联系方式",
        ),
        (event("words_deleted", mails=0, exports=0, digests=[], vouched={}), "永久删除遮盖的文字"),
        (
            event("words_deleted", mails=1, exports=2, digests=[3, 4], vouched={}),
            "永久删除遮盖的文字（原邮件一并删除，待领的导出文件收回，第3、4期专报更正）",
        ),
        (event("added", channel="email"), "来件人来信补充"),
        (event("something_new"), "something_new"),
    ],
)
def test_what_happened_is_a_short_sentence(happened: Event, words: str) -> None:
    assert did(happened, NAMES) == words


def test_a_step_names_who_did_it_and_what_was_written() -> None:
    [step] = steps([event("noted", "已电话核实")], NAMES)
    assert (step.who, step.did, step.words) == ("包宝", "备注", "已电话核实")
    [step] = steps([Event(5, 1, "added", NOW, None, {}, None)], NAMES)
    assert (step.who, step.words) == ("", "")
