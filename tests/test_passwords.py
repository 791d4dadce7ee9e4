"""Passwords: common ones and those made of what a stranger knows are refused, sentences are not."""

import pytest
from builders import NOW, PASSWORD, person
from flask.testing import FlaskClient
from pages import check, post

from intake import accounts
from intake.db import Connection
from intake.errors import Invalid
from intake.model import Role
from intake.passwords import demand_good


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "Password123",
        "woaini1314520",
        "Woaini5201314!",
        "1qaz2wsx3edc",
        "1QAZ@wsx3edc",
        "qwertyuiop",
        "zhang123456789",
        "yangpu123456",
        "Admin@123456",
        "13812345678",
        "19870312123",
        "31011019870312123X",
        "aaaaaaaaaaaa",
        "1212121212",
        "liming20260101",
        "李明2026010101",
        "LiMing@2026!!",
    ],
)
def test_what_would_be_guessed_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        demand_good(password, "liming", "李明")


@pytest.mark.parametrize(
    "password", [PASSWORD, "mh7k-w2pd-x9fq", "楼下的猫每天早上都来", "liming eats noodles", "7319-4482-0653-x"]
)
def test_what_nobody_guesses_is_taken(password: str) -> None:
    demand_good(password, "liming", "李明")


def test_passwords_that_are_made_are_taken() -> None:
    for _ in range(200):
        demand_good(accounts.new_password(), "ann", "安")


def test_the_page_says_why_a_password_is_refused(staff_client: FlaskClient) -> None:
    answer = post(staff_client, "/staff/password", old=PASSWORD, new="woaini1314520", repeat="woaini1314520")
    assert answer.status_code == 422
    check(answer.text)
    assert "这个密码很常见" in answer.text


def test_a_common_password_is_refused_for_a_new_account_too(conn: Connection) -> None:
    bo = person(conn, Role.CLERK)
    with pytest.raises(Invalid, match="常见"):
        accounts.add(conn, "cy", "岑宜", Role.CLERK, "Password123", NOW, cost=0)
    with pytest.raises(Invalid, match="常见"):
        accounts.set_password(conn, bo.login, "Password123", NOW, cost=0)
