"""The documented shape of a digest's JSON is the one it has."""

import json
from dataclasses import replace

import jsonschema_rs
import pytest
from digest_week import GOLDEN, OVER, WEEK, counted, golden, small_week
from flask.testing import FlaskClient

from intake.config import Config
from intake.db import Connection
from intake.digest.forms import FORMS
from intake.digest.issue import current, issue
from intake.digest.schema import schema
from intake.digest.upgrade import thawed


@pytest.fixture(scope="module")
def shape() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema())


def test_a_draft_and_an_issued_digest_have_it(
    conn: Connection, config: Config, shape: jsonschema_rs.Draft202012Validator
) -> None:
    bo, placed = small_week(conn), replace(config, places="定海路街道")
    shape.validate(json.loads(FORMS["json"].render(counted(conn, placed))))
    issue(conn, config, WEEK, bo, OVER)
    shape.validate(json.loads(FORMS["json"].render(current(conn, config, WEEK, OVER))))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_digests_of_earlier_formats_have_it_once_they_are_read(
    shape: jsonschema_rs.Draft202012Validator, number: int
) -> None:
    shape.validate(thawed((GOLDEN / f"week-{number}.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("spoil", [{"totals": None}, {"planted": 1}, {"number": "47"}, {"opinions": [{}]}])
def test_another_shape_is_refused(shape: jsonschema_rs.Draft202012Validator, spoil: dict[str, object]) -> None:
    shape.validate(golden())
    assert not shape.is_valid({**golden(), **spoil})


def test_every_part_says_what_it_means() -> None:
    parts = schema()["$defs"]
    assert len(parts) > 15
    assert all(len(part["description"]) > 15 for part in parts.values())


def test_it_can_be_had_beside_the_downloads(staff_client: FlaskClient) -> None:
    response = staff_client.get("/staff/digest/schema.json")
    assert (response.status_code, response.content_type) == (200, "application/schema+json")
    assert response.json == schema()
    assert "/staff/digest/schema.json" in staff_client.get("/staff/digest").text
