"""From a file to a published catalogue, and from version to version without losing a link."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOW, opinion, person

from intake import catalogue
from intake.db import Connection, Database
from intake.errors import Conflict, Invalid, NotFound, Refused, Unreadable
from intake.model import Issue, LinkState, Role, Staff
from intake.store import circulars, events, links, offices, opinions, queue
from intake.triage import confirm

SEED = Path(__file__).parent.parent / "seeds" / "circular.txt"
TEXT = """中共临江市委员会关于市委第三轮巡察整改进展情况的通报
根据统一部署，市委第三巡察组于2024年3月12日至2024年5月31日对我市开展巡察，并于2024年7月18日反馈了巡察意见。现将整改进展情况予以公布。
一、集中整改进展情况
（一）关于民生工作有短板问题的整改
1. 针对老旧小区改造问题
针对加装电梯，制定三年行动计划，新加梯300台，累计竣工633台。针对垃圾分类，建立红黄牌督办机制，优化项目设置。针对停车难，新增泊位1200个，共享车位投入使用。
2. 针对基层减负问题
针对报表过多，清理台账87项，推动数据共享。针对会议过多，全年会议压减三成，实行无会周制度。
二、下一步工作安排
持续推进未完成的整改任务。共反馈问题5个，已完成4个；制定整改措施20条，已完成18条。
联系电话：0713-5550172；邮政信箱：临江市滨湖路18号，邮编436100；电子邮箱：ljcgdz@163.com。
"""


@pytest.fixture
def empty(database: Database) -> Connection:
    """A connection to a database without any circular."""
    with database.connection() as conn:
        yield conn  # type: ignore[misc]


@pytest.fixture
def manager(empty: Connection) -> Staff:
    """Who may manage the catalogue."""
    return person(empty, Role.MANAGER)


def load(conn: Connection, text: str = TEXT, circular_id: int | None = None, **over: object) -> int:
    return catalogue.import_(conn, text.encode(), "通报.txt", circular_id, None, NOW, **over)  # type: ignore[arg-type]


def leaves(conn: Connection, circular_id: int) -> dict[str, Issue]:
    return {i.title: i for i in circulars.issues(conn, circular_id) if i.leaf and i.kind == "issue" and not i.hidden}


def linked(conn: Connection, issue: Issue, by: Staff) -> int:
    """An opinion a person has linked to an issue."""
    opinion_id = opinion(conn).opinion_id
    confirm(conn, opinion_id, 1, [issue.id], by, NOW)
    return opinion_id


def titles_of(conn: Connection, opinion_id: int) -> list[str]:
    confirmed = [link for link in links.of_opinion(conn, opinion_id) if link.state == LinkState.CONFIRMED]
    return [circulars.issue(conn, link.issue_id).title for link in confirmed]


@pytest.mark.both
def test_a_new_circular_is_a_draft_with_its_entries_at_their_places(empty: Connection) -> None:
    circular_id = load(empty)
    circular = circulars.by_id(empty, circular_id)
    assert (circular.state, circular.version) == ("draft", 1)
    assert circular.title == "中共临江市委员会关于市委第三轮巡察整改进展情况的通报"
    assert circular.facts["contacts"]["phones"] == ["0713-5550172"]
    found = leaves(empty, circular_id)
    assert list(found) == ["加装电梯", "垃圾分类", "停车难", "报表过多", "会议过多"]
    for issue in found.values():
        assert circular.text[issue.start : issue.end] == issue.text
    assert circulars.linkable(empty) == []


def test_a_preview_changes_nothing(empty: Connection) -> None:
    found = catalogue.preview(empty, TEXT.encode(), "通报.txt", None)
    assert found.changes is None
    assert circulars.every(empty) == []


def test_a_preview_says_what_is_missing(empty: Connection) -> None:
    bare = TEXT.replace(
        "联系电话：0713-5550172；邮政信箱：临江市滨湖路18号，邮编436100；电子邮箱：ljcgdz@163.com。", ""
    )
    bare = bare.replace("并于2024年7月18日反馈了巡察意见", "")
    found = catalogue.preview(empty, bare.encode(), "通报.txt", None)
    assert any("反馈日期" in words and "联系方式" in words for words in found.parsed.unclear)


def test_totals_that_differ_from_the_count_are_listed(empty: Connection) -> None:
    found = catalogue.preview(empty, TEXT.replace("问题5个", "问题9个").encode(), "通报.txt", None)
    assert any("9 个" in words and "5 条" in words for words in found.parsed.unclear)


@pytest.mark.both
def test_links_stay_with_their_entry_when_numbers_and_words_change(empty: Connection, manager: Staff) -> None:
    circular_id = load(empty)
    catalogue.set_state(empty, circular_id, "open", manager, NOW)
    stairs, bins = leaves(empty, circular_id)["加装电梯"], leaves(empty, circular_id)["垃圾分类"]
    about_stairs, about_bins = linked(empty, stairs, manager), linked(empty, bins, manager)
    newer = TEXT.replace("针对加装电梯", "针对充电设施，新建充电桩90个。针对加装电梯").replace("300台", "412台")
    load(empty, newer, circular_id)
    after = leaves(empty, circular_id)
    assert after["加装电梯"].id == stairs.id
    assert (stairs.code, after["加装电梯"].code) == ("1-1-1", "1-1-2")
    assert "412台" in after["加装电梯"].text
    assert titles_of(empty, about_stairs) == ["加装电梯"]
    assert titles_of(empty, about_bins) == ["垃圾分类"]


@pytest.mark.both
def test_a_renamed_entry_with_the_same_words_keeps_its_id(empty: Connection) -> None:
    circular_id = load(empty)
    before = leaves(empty, circular_id)["垃圾分类"].id
    load(empty, TEXT.replace("针对垃圾分类，", "针对定海路街道垃圾分类工作，"), circular_id)
    assert leaves(empty, circular_id)["定海路街道垃圾分类工作"].id == before


@pytest.mark.both
def test_a_removed_entry_keeps_its_links_out_of_sight_and_comes_back_with_them(
    empty: Connection, manager: Staff
) -> None:
    circular_id = load(empty)
    catalogue.set_state(empty, circular_id, "open", manager, NOW)
    parking = leaves(empty, circular_id)["停车难"]
    about = linked(empty, parking, manager)
    without = TEXT.replace("针对停车难，新增泊位1200个，共享车位投入使用。", "")
    found = catalogue.preview(empty, without.encode(), "通报.txt", circular_id)
    assert found.changes is not None
    assert [issue.title for issue in found.changes.removed] == ["停车难"]
    load(empty, without, circular_id)
    assert "停车难" not in [issue.title for issue in circulars.linkable(empty)]
    assert titles_of(empty, about) == ["停车难"]
    load(empty, without.replace("红黄牌", "黄红牌"), circular_id)
    assert titles_of(empty, about) == ["停车难"]
    load(empty, TEXT, circular_id)
    assert leaves(empty, circular_id)["停车难"].id == parking.id
    assert queue.by_issue(empty) == {parking.id: 1}


def test_an_entry_that_is_gone_cannot_be_shown_again_by_hand(empty: Connection, manager: Staff) -> None:
    circular_id = load(empty)
    parking = leaves(empty, circular_id)["停车难"]
    load(empty, TEXT.replace("针对停车难，新增泊位1200个，共享车位投入使用。", ""), circular_id)
    with pytest.raises(Invalid, match="已没有"):
        catalogue.hide(empty, parking.id, False, manager, NOW)


def test_the_same_bytes_again_change_nothing(empty: Connection) -> None:
    circular_id = load(empty)
    assert load(empty) == circular_id
    assert load(empty, TEXT, circular_id) == circular_id
    assert circulars.by_id(empty, circular_id).version == 1


@pytest.mark.both
def test_two_imports_at_once_make_one_circular(database: Database, empty: Connection) -> None:
    found, start = [], threading.Barrier(4)

    def send() -> None:
        with database.connection() as own:
            start.wait()
            found.append(load(own))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert len(circulars.every(empty)) == 1


def test_who_compared_with_an_older_version_is_told(empty: Connection) -> None:
    circular_id = load(empty)
    load(empty, TEXT.replace("300台", "301台"), circular_id, seen=1)
    with pytest.raises(Conflict, match="刚被别人更新"):
        load(empty, TEXT.replace("300台", "302台"), circular_id, seen=1)
    assert "301台" in circulars.by_id(empty, circular_id).text


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.txt"),
        (b"\x00\x01\x02" * 100, "noise.docx"),
        (b"PK\x03\x04broken", "broken.docx"),
        (b"MZ\x90\x00", "program.exe"),
        ("今天天气很好。".encode(), "weather.txt"),
        (b"<html><body></body></html>", "empty.html"),
    ],
)
def test_what_is_no_circular_is_refused_in_chinese(empty: Connection, data: bytes, name: str) -> None:
    with pytest.raises(Unreadable) as refused:
        catalogue.import_(empty, data, name, None, None, NOW)
    assert any("\u4e00" <= char <= "\u9fff" for char in str(refused.value))
    assert circulars.every(empty) == []


def test_an_import_into_a_circular_that_is_not_there_is_refused(empty: Connection) -> None:
    with pytest.raises(NotFound):
        load(empty, TEXT, 42)


def test_states_follow_the_offices_steps(empty: Connection, manager: Staff) -> None:
    circular_id = load(empty)
    for state in ("open", "closed", "open", "offline", "closed", "closed"):
        catalogue.set_state(empty, circular_id, state, manager, NOW)
        assert circulars.by_id(empty, circular_id).state == state
    kinds = [event.kind for event in events.history(empty, circular_id)]
    assert kinds == ["imported", *["state"] * 5]


@pytest.mark.parametrize("state", ["draft", "closed", "offline", "nonsense"])
def test_a_draft_can_only_be_published(empty: Connection, manager: Staff, state: str) -> None:
    circular_id = load(empty)
    if state != "draft":
        with pytest.raises(Invalid):
            catalogue.set_state(empty, circular_id, state, manager, NOW)
    assert circulars.by_id(empty, circular_id).state == "draft"


def test_contacts_corrected_by_hand_stay_until_the_circular_prints_others(empty: Connection, manager: Staff) -> None:
    circular_id = load(empty)
    circular = circulars.by_id(empty, circular_id)
    changed = {"phones": ["0713-1111111"], "hours": "工作日 9:00—17:00"}
    catalogue.correct(
        empty,
        circular_id,
        title="改过的标题",
        issuer=circular.issuer,
        contacts=changed,
        promises_reply=True,
        by=manager,
        now=NOW,
    )
    load(empty, TEXT.replace("300台", "301台"), circular_id)
    contacts = circulars.by_id(empty, circular_id).facts["contacts"]
    assert (contacts["phones"], contacts["hours"]) == (["0713-1111111"], "工作日 9:00—17:00")
    assert circulars.by_id(empty, circular_id).promises_reply
    load(empty, TEXT.replace("0713-5550172", "0713-2222222"), circular_id)
    contacts = circulars.by_id(empty, circular_id).facts["contacts"]
    assert contacts["phones"] == ["0713-2222222"]


def test_an_own_title_outlives_a_new_version_and_can_be_taken_back(empty: Connection, manager: Staff) -> None:
    circular_id = load(empty)
    stairs = leaves(empty, circular_id)["加装电梯"]
    catalogue.retitle(empty, stairs.id, "  老楼  装电梯 ", manager, NOW)
    load(empty, TEXT.replace("300台", "301台"), circular_id)
    assert leaves(empty, circular_id)["老楼 装电梯"].id == stairs.id
    catalogue.retitle(empty, stairs.id, "", manager, NOW)
    assert leaves(empty, circular_id)["加装电梯"].id == stairs.id


def test_a_hidden_entry_stays_hidden_in_the_next_version(empty: Connection, manager: Staff) -> None:
    circular_id = load(empty)
    catalogue.set_state(empty, circular_id, "open", manager, NOW)
    stairs = leaves(empty, circular_id)["加装电梯"]
    catalogue.hide(empty, stairs.id, True, manager, NOW)
    load(empty, TEXT.replace("300台", "301台"), circular_id)
    assert stairs.id not in [issue.id for issue in circulars.linkable(empty)]
    catalogue.hide(empty, stairs.id, False, manager, NOW)
    assert stairs.id in [issue.id for issue in circulars.linkable(empty)]


def test_every_act_changes_what_caches_go_by(empty: Connection, manager: Staff) -> None:
    circular_id = load(empty)
    stamps = {circulars.stamp(empty)}
    issue = leaves(empty, circular_id)["加装电梯"]
    for act in (
        lambda: catalogue.set_state(empty, circular_id, "open", manager, NOW),
        lambda: catalogue.retitle(empty, issue.id, "甲", manager, NOW),
        lambda: catalogue.retitle(empty, issue.id, "乙", manager, NOW),
        lambda: catalogue.hide(empty, issue.id, True, manager, NOW),
        lambda: load(empty, TEXT.replace("300台", "301台"), circular_id),
    ):
        act()
        stamps.add(circulars.stamp(empty))
    assert len(stamps) == 6


def test_only_who_manages_the_catalogue_may(empty: Connection) -> None:
    clerk, circular_id = person(empty, Role.CLERK), load(empty)
    issue = leaves(empty, circular_id)["加装电梯"]
    for act in (
        lambda: catalogue.import_(empty, TEXT.encode(), "x.txt", None, clerk, NOW),
        lambda: catalogue.set_state(empty, circular_id, "open", clerk, NOW),
        lambda: catalogue.retitle(empty, issue.id, "x", clerk, NOW),
        lambda: catalogue.hide(empty, issue.id, True, clerk, NOW),
    ):
        with pytest.raises(Refused):
            act()


@pytest.mark.both
def test_the_seed_is_published_once_and_names_the_office(empty: Connection) -> None:
    empty.execute("UPDATE office SET name = ''")
    circular_id = catalogue.load_seed(empty, NOW)
    assert circular_id is not None
    assert circulars.by_id(empty, circular_id).state == "open"
    assert len(leaves(empty, circular_id)) == 50
    assert offices.name(empty) == "中共上海市杨浦区委员会"
    assert catalogue.load_seed(empty, NOW + timedelta(days=1)) is None


def test_an_office_with_a_name_keeps_it(empty: Connection) -> None:
    catalogue.load_seed(empty, NOW)
    assert offices.name(empty) == "测试办公室"


def test_opinions_after_a_removal_still_open(empty: Connection, manager: Staff) -> None:
    circular_id = load(empty)
    catalogue.set_state(empty, circular_id, "open", manager, NOW)
    about = linked(empty, leaves(empty, circular_id)["停车难"], manager)
    load(empty, TEXT.replace("针对停车难，新增泊位1200个，共享车位投入使用。", ""), circular_id)
    [line] = queue.page(empty, replace(queue.Filter(), status="confirmed"))
    assert (line.id, line.issue_title) == (about, "停车难")
    assert opinions.by_id(empty, about).circular_id == circular_id
