"""Parsing apart: the same answers as in one's own process, and a parser that dies or hangs costs only its message."""

import os
import signal
import time
from pathlib import Path

import pytest
from letters import letter, with_file

from intake.channels.mail.message import Kind, Mail, parse
from intake.channels.mail.sandbox import Parser


def children() -> list[int]:
    """The processes that this one has started."""
    found = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(pid) for pid in found]


def read(parser: Parser, *messages: bytes) -> list[Mail]:
    for data in messages:
        parser.submit(data)
    return [parser.result() for _ in messages]


def test_answers_are_those_of_the_parser_in_their_order() -> None:
    messages = [
        letter(number="1"),
        with_file(bytes(range(256)) * 9000),
        b"",
        letter("Cc: =?utf-8?b?5byg5LiJ?= <z@example.org>, b@example.org", "References: <1@x> <2@x>"),
        letter("Auto-Submitted: auto-replied", "Date: yesterday") + b"\xed\xb2\x80\xff\x00",
        with_file(b"y" * 3_000_000, name="很长的名字.bin"),
    ]
    with Parser() as parser:
        assert read(parser, *messages) == [parse(data) for data in messages]


def test_own_addresses_are_known_there_too() -> None:
    with Parser(frozenset({"ann@example.org"})) as parser:
        assert read(parser, letter())[0].kind == Kind.OWN


def test_a_message_that_takes_too_long_is_read_as_far_as_its_header() -> None:
    with Parser(seconds=3) as parser:
        read(parser, letter())
        os.kill(children()[-1], signal.SIGSTOP)
        started = time.monotonic()
        stuck, next_ = read(parser, letter(subject="卡住"), letter(subject="下一封"))
    assert time.monotonic() - started < 15
    assert (stuck.problems, stuck.subject, stuck.from_address, stuck.body) == (
        ("unread",),
        "卡住",
        "ann@example.org",
        "",
    )
    assert (next_.problems, next_.body) == ((), "建议加装电梯。")


def test_a_message_that_takes_too_much_memory_costs_itself_only() -> None:
    large = letter("Content-Type: application/octet-stream") + b"x" * 40_000_000
    with Parser(memory_bytes=120 << 20) as parser:
        before, too_much, after = read(parser, letter(), large, letter())
    assert [mail.problems for mail in (before, too_much, after)] == [(), ("unread",), ()]
    assert (too_much.subject, too_much.kind) == ("意见", Kind.OPINION)


def test_a_parser_that_is_killed_between_two_messages_is_started_anew() -> None:
    with Parser() as parser:
        read(parser, letter())
        os.kill(children()[-1], signal.SIGKILL)
        assert read(parser, letter(), letter())[1].problems == ()


def test_an_unread_message_keeps_a_fingerprint_of_its_own() -> None:
    with Parser(seconds=0) as parser:
        one, other = read(parser, letter(body="一"), letter(body="二"))
    assert one.fingerprint != other.fingerprint
    assert one.kind == Kind.OPINION


@pytest.mark.parametrize("data", [b"", b"\x00" * 100_000, os.urandom(200_000)])
def test_no_process_is_left_behind(data: bytes) -> None:
    others = children()
    with Parser() as parser:
        read(parser, data)
        assert len(children()) == len(others) + 1
    assert children() == others


def test_the_process_knows_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_SECRET_KEY", "secret")
    with Parser() as parser:
        read(parser, letter())
        environment = Path(f"/proc/{children()[-1]}/environ").read_bytes()
    assert b"INTAKE" not in environment
