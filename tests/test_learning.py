"""What people decided is learned in versions; only what stood the test is used, and what must not teach does not."""

import time
from datetime import timedelta

import pytest
from builders import NOW, issue_id, opinion, person
from queue_pages import HOMES, LIFT, WASTE, now_is

from intake import triage
from intake.db import Connection, Database, transaction
from intake.errors import Invalid, NotFound, Refused
from intake.learning import lessons, versions, wording
from intake.learning.groundwork import Groundwork
from intake.learning.suggester import Suggester
from intake.linking.types import Example
from intake.model import AsideReason, LinkOrigin, Role, Seal, Staff
from intake.store import events, links, models, own_words
from intake.store.offices import OFFICE_ID

pytestmark = pytest.mark.both
BOX = "天字第一号的木匣子又摆错了地方"
LATER = NOW + timedelta(minutes=2)


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


def decided(
    conn: Connection, by: Staff, count: int, title: str | None = HOMES, words: str = "木匣子摆错了"
) -> list[int]:
    """So many opinions in nearly the same words that a person linked one by one."""
    made = [opinion(conn, body=f"{words}，第{n}回讲").opinion_id for n in range(count)]
    for opinion_id in made:
        triage.confirm(conn, opinion_id, 1, [issue_id(conn, title)] if title else [], by, NOW)
    return made


def first(suggester: Suggester, conn: Connection, text: str = BOX) -> str | None:
    titles = {issue_id(conn, title): title for title in (LIFT, WASTE, HOMES)}
    found = suggester.suggest(conn, text).candidates
    return titles[found[0].issue_id] if found else None


def test_what_was_decided_is_learned_and_says_by_which_version(conn: Connection, bo: Staff) -> None:
    suggester, groundwork = Suggester(), Groundwork()
    assert first(suggester, conn) != HOMES
    assert not versions.learn(conn, groundwork, NOW)
    decided(conn, bo, 10)
    assert versions.learn(conn, groundwork, LATER)
    assert first(suggester, conn) == HOMES
    assert suggester.suggest(conn, BOX).judgement.model == models.live(conn).version == 1


def test_nothing_is_learned_anew_before_enough_was_decided(conn: Connection, bo: Staff) -> None:
    groundwork = Groundwork()
    decided(conn, bo, 3)
    assert versions.learn(conn, groundwork, LATER)
    decided(conn, bo, 1)
    assert not versions.learn(conn, groundwork, LATER + timedelta(seconds=30))
    assert versions.learn(conn, groundwork, LATER + timedelta(minutes=5))
    assert not versions.learn(conn, groundwork, LATER + timedelta(days=9))
    assert [model.version for model in models.every(conn, 9)] == [2, 1]


def test_a_version_that_would_be_worse_is_noted_and_not_used(conn: Connection, bo: Staff) -> None:
    suggester, groundwork = Suggester(), Groundwork()
    decided(conn, bo, 30)
    assert versions.learn(conn, groundwork, LATER)
    good = models.live(conn)
    careless = [opinion(conn, body=f"木匣子摆错了，第{n}回讲").opinion_id for n in range(150)]
    with transaction(conn):
        for opinion_id in careless:
            links.decide(conn, opinion_id, [issue_id(conn, LIFT)], LinkOrigin.BULK, bo.id, NOW)
    assert versions.learn(conn, groundwork, LATER + timedelta(hours=1))
    newest = models.latest(conn)
    assert newest is not None
    assert newest.held > 0
    assert (newest.first, newest.first_three) < (newest.former_first, newest.former_first_three)
    assert not newest.live
    assert models.live(conn) == good
    assert first(suggester, conn) == HOMES


def test_the_first_of_two_that_learn_at_once_wins(conn: Connection, database: Database, bo: Staff) -> None:
    decided(conn, bo, 3)
    groundwork = Groundwork()
    former = models.latest(conn)
    with database.connection() as other:
        assert versions.learn(other, Groundwork(), LATER)
    assert former is None
    assert not versions.learn(conn, groundwork, LATER)
    assert len(models.every(conn, 9)) == 1


def test_sealed_and_isolated_opinions_teach_no_more(conn: Connection, bo: Staff) -> None:
    suggester, groundwork = Suggester(), Groundwork()
    taught_by = decided(conn, bo, 10)
    versions.learn(conn, groundwork, LATER)
    assert first(suggester, conn) == HOMES
    for opinion_id in taught_by[:5]:
        triage.seal(conn, opinion_id, now_is(conn, opinion_id).version, Seal.SEALED, bo, NOW)
    for opinion_id in taught_by[5:]:
        triage.isolate(conn, opinion_id, now_is(conn, opinion_id).version, bo, NOW)
    assert lessons.of_version(conn, 1) == []
    assert first(suggester, conn) != HOMES


def test_opinions_about_none_teach_and_those_set_aside_do_not(conn: Connection, bo: Staff) -> None:
    [none] = decided(conn, bo, 1, None)
    with transaction(conn):
        conn.execute(
            "INSERT INTO link (opinion_id, issue_id, state, origin, evidence, linked_at) "
            "VALUES (:id, :issue, 'rejected', 'machine', '[]', '2026-11-18T02:00:00.000Z')",
            {"id": none, "issue": issue_id(conn, LIFT)},
        )
    assert lessons.with_texts(conn, lessons.about(conn, links.decided(conn))) == [Example("木匣子摆错了，第0回讲", ())]
    triage.set_aside(conn, none, now_is(conn, none).version, AsideReason.SPAM, "", bo, NOW)
    [example] = lessons.about(conn, links.decided(conn)).values()
    assert example.rejected == (str(issue_id(conn, LIFT)),)


def test_links_confirmed_in_bulk_never_judge(conn: Connection) -> None:
    single, bulk = Example("", ("1",)), Example("", ("1",), weight=0.3)
    assert versions._held(dict.fromkeys(range(100), single))
    assert not versions._held(dict.fromkeys(range(100), bulk))
    assert not versions._held(dict.fromkeys(range(100), Example("", ())))


def test_who_cannot_wait_is_answered_as_before_meanwhile(conn: Connection, bo: Staff) -> None:
    hurried = Suggester(patient=False)
    assert first(hurried, conn) != HOMES
    decided(conn, bo, 10)
    versions.learn(conn, Groundwork(), LATER)
    hurried.suggest(conn, BOX)
    until = time.monotonic() + 20
    while first(hurried, conn) != HOMES:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_lessons_of_versions_long_gone_are_dropped(conn: Connection, bo: Staff) -> None:
    for version in range(1, 5):
        decided(conn, bo, 1)
        assert versions.learn(conn, Groundwork(), NOW + timedelta(hours=version))
    assert [len(models.lessons(conn, version)) for version in range(1, 5)] == [0, 0, 3, 4]


def test_the_offices_words_are_known_from_the_next_opinion_on(conn: Connection, bo: Staff) -> None:
    suggester, text = Suggester(), "屋里的登云梯几时有"
    before = suggester.suggest(conn, text)
    wording.add(conn, "加装电梯", "登云梯", True, bo, NOW)
    after = suggester.suggest(conn, text)
    assert after.candidates[0].issue_id == issue_id(conn, LIFT)
    assert after.judgement.related > before.judgement.related
    assert [text[e.start : e.end] for e in after.candidates[0].evidence] == ["登云梯"]
    [own] = own_words.every(conn)
    wording.remove(conn, own.id, bo, NOW)
    assert suggester.suggest(conn, text) == before
    assert [event.kind for event in events.history(conn, OFFICE_ID)] == ["words_added", "words_removed"]
    with pytest.raises(NotFound):
        wording.remove(conn, own.id, bo, NOW)


@pytest.mark.parametrize(
    ("concept", "words"),
    [
        ("加装电梯", ""),
        ("加装电梯", "梯"),
        ("加装电梯", "电 梯"),
        ("加装电梯", "梯" * 31),
        ("加装电梯", "电梯+"),
        ("加装电梯", "@没有这组"),
        ("没有这个主题", "登云梯"),
    ],
)
def test_words_that_cannot_be_used_are_refused(conn: Connection, bo: Staff, concept: str, words: str) -> None:
    with pytest.raises(Invalid):
        wording.add(conn, concept, words, False, bo, NOW)
    assert own_words.every(conn) == []


def test_the_same_words_are_added_once_and_by_those_who_may(conn: Connection, bo: Staff) -> None:
    wording.add(conn, "加装电梯", "登云梯", False, bo, NOW)
    with pytest.raises(Invalid):
        wording.add(conn, "加装电梯", "登云梯", True, bo, NOW)
    with pytest.raises(Refused):
        wording.add(conn, "加装电梯", "天梯子", True, person(conn, Role.CLERK, "cy"), NOW)
