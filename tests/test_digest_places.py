"""A digest by places: as many as can be told without naming anybody, the real numbers for managers alone."""

from dataclasses import replace

import pytest
from builders import PASSWORD, person
from digest_week import OVER, WEEK, counted, day, taken
from pages import log_in, page

from intake import triage
from intake.app import create_app
from intake.config import Config
from intake.db import Connection
from intake.digest import tables
from intake.digest.forms import FORMS
from intake.digest.live import Asked, board
from intake.model import Role, Seal
from intake.store import queue

pytestmark = pytest.mark.both
NAMES = ("定海路街道", "大桥街道", "100%路_街道")


@pytest.fixture
def placed(config: Config) -> Config:
    return replace(config, places=",".join(NAMES))


def came(conn: Connection, *places: tuple[str, int]) -> None:
    for place, count in places:
        for _ in range(count):
            taken(conn, day(1), place=place)


def test_small_numbers_of_a_place_are_not_told(conn: Connection, placed: Config) -> None:
    came(conn, ("定海路街道海州路口", 7), ("大桥街道", 2), ("", 6), ("100%路_街道", 1))
    found = counted(conn, placed)
    assert [(line["label"], line["shown"]) for line in found["by_place"]] == [
        ("定海路街道", "7"),
        ("大桥街道", "<5"),
        ("100%路_街道", "<5"),
        ("其他地点或未填", "–"),
    ]
    for name in ("csv", "html"):
        assert "大桥街道" in FORMS[name].render(found).decode()
    assert all(form.render(found) for form in FORMS.values())
    assert tables.places(found).rows[0] == ("定海路街道", 7)


def test_where_any_number_would_give_another_away_there_is_no_table(conn: Connection, placed: Config) -> None:
    came(conn, ("大桥街道", 2))
    assert counted(conn, placed)["by_place"] == []


def test_an_office_that_named_no_places_has_no_table(conn: Connection, config: Config) -> None:
    came(conn, ("大桥街道", 9))
    assert counted(conn, config)["by_place"] == []


def test_managers_see_real_numbers_and_the_opinions_behind_them(conn: Connection, placed: Config) -> None:
    came(conn, ("定海路街道海州路口", 3), ("大桥街道、定海路街道", 1), ("100%路_街道", 2), ("100甲路乙街道", 1))
    lines = board(conn, placed, Asked(WEEK, sealed=True), OVER).tables["places"]
    cells = [cell for line in lines for cell in line.cells if cell]
    assert [cell.count for cell in cells] == [4, 1, 2]
    assert [queue.count(conn, cell.wanted) for cell in cells] == [4, 1, 2]
    assert board(conn, placed, Asked(WEEK), OVER).tables["places"] == ()


def test_managers_alone_see_whom_opinions_complain_of(conn: Connection, config: Config) -> None:
    bo = person(conn, Role.MANAGER)
    for names in ('区"甲"局、大桥街道', "大桥街道", "100%_中心；大桥街道，某局", ""):
        opinion_id = taken(conn, day(1), place="区甲局")
        triage.accuse(conn, opinion_id, 1, names, bo, day(2))
    triage.seal(conn, opinion_id, 2, Seal.SEALED, bo, day(2))
    triage.accuse(conn, opinion_id, 3, "某局", bo, day(2))
    lines = board(conn, config, Asked(WEEK, sealed=True), OVER).tables["accused"]
    assert [(line.words, cell.count) for line in lines for cell in line.cells if cell] == [
        ("大桥街道", 3),
        ("某局", 2),
        ("100%_中心", 1),
        ('区"甲"局', 1),
    ]
    cells = [cell for line in lines for cell in line.cells if cell]
    assert [queue.count(conn, cell.wanted) for cell in cells] == [3, 2, 1, 1]
    assert board(conn, config, Asked(WEEK), OVER).tables["accused"] == ()


def test_the_page_shows_places_to_managers_alone(conn: Connection, placed: Config) -> None:
    came(conn, ("大桥街道", 1))
    app = create_app(placed)
    for login, role in (("bo", Role.MANAGER), ("cy", Role.CLERK)):
        person(conn, role, login)
        client = app.test_client()
        log_in(client, login, PASSWORD)
        html = page(client, f"/staff/today?range={WEEK.period.key}")
        assert ("反映地点" in html) == (role == Role.MANAGER)
    app.extensions["intake"].database.close()
