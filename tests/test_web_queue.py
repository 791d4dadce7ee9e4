"""The queue's list: what waits, narrowed as the address says, and finding one item."""

import pytest
from builders import opinion
from flask.testing import FlaskClient
from pages import page

from intake.db import Connection

pytestmark = pytest.mark.both


def test_the_list_shows_what_waits_and_the_first_beside_it(staff_client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn, phone="13812345678", name="张建国")
    html = page(staff_client, "/staff/queue")
    assert receipt.number in html
    assert "什么时候加装电梯" in html
    assert "138****5678" in html
    assert "13812345678" not in html
