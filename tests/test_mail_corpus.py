"""Real and made mail of a collection beside the checkout, where it is there: fuzzed messages and expected results."""

import json
import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from letters import letter, with_file

from intake.channels.mail.message import Kind, Mail, parse
from intake.channels.mail.message_cut import find_cut
from intake.channels.mail.message_plain import unentity

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "mail"
beside = pytest.mark.skipif(not CORPUS.is_dir(), reason="no collection of mail beside the checkout")
SHORT, LONG = 400, 20_000


@cache
def rows() -> list[dict[str, Any]]:
    lines = (CORPUS / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if (CORPUS / row["path"]).exists()]


@cache
def read(path: str) -> Mail:
    return parse((CORPUS / path).read_bytes())


def line(text: str | None) -> str:
    return " ".join((text or "").split())


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


@beside
def test_subjects_senders_and_dates_are_right() -> None:
    right: dict[str, list[bool]] = {"subject": [], "from": [], "message_id": [], "date": []}
    for row in rows():
        mail, expected = read(row["path"]), row["expected"]
        found = {
            "subject": mail.subject,
            "from": mail.from_address,
            "message_id": (mail.message_id or "").strip("<>"),
            "date": mail.date.isoformat() if mail.date else None,
        }
        for name in right.keys() & expected.keys():
            want = (expected[name] or "").strip("<>") if name == "message_id" else expected[name]
            right[name].append(line(str(found[name])) == line(str(want)) or not (found[name] or want))
    assert {name: share(hits) for name, hits in right.items() if share(hits) < 0.97} == {}


@beside
def test_bounces_are_found_and_nobodys_mail_is_taken_for_one() -> None:
    machine, ordinary = [], []
    for row in rows():
        kind = read(row["path"]).kind
        if row["expected"].get("bounce"):
            machine.append(kind == Kind.BOUNCE)
        elif not {"bounce", "auto-reply"} & set(row["category"]):
            ordinary.append(kind != Kind.BOUNCE)
    assert share(machine) >= 0.97
    assert all(ordinary)


@beside
def test_quoted_mail_is_cut_where_people_would() -> None:
    for text in (CORPUS / "replies" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(text)
        if row["kind"] == "inline":
            continue
        body = unentity(row["text"])
        kept = body[: find_cut(body)]
        assert "".join(kept.split()) == "".join(row["expected"].split()), row["id"]


def texts(mail: Mail) -> list[str]:
    people = [text for person in (*mail.to, *mail.cc) for text in (person.address, person.name)]
    names = [attachment.filename for attachment in mail.attachments]
    found = [
        mail.subject,
        mail.from_address,
        mail.from_name,
        mail.body,
        mail.message_id,
        mail.in_reply_to,
        mail.reply_to,
    ]
    return [text for text in (*found, *people, *names, *mail.references) if text]


def check(mail: Mail) -> None:
    joined = "\x1f".join(texts(mail))
    assert not re.search("[\x00\ud800-\udfff]", joined)
    assert mail.cut is None or 0 <= mail.cut <= len(mail.body)
    assert len(mail.fingerprint) == 64


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A message with a few changes of the kinds that networks, disks and attackers make."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out) + 1)
        match chance.randrange(6):
            case 0:
                out[at : at + chance.randint(1, 40)] = b""
            case 1:
                out[at:at] = chance.randbytes(chance.randint(1, 20))
            case 2:
                out[at:at] = chance.choice(
                    [b"\r\n", b"\n\n", b"=?utf-8?B?", b"--", b"\x00", b"\xff\xfe", b'"', b"<", b"(", b"*0*="]
                )
            case 3:
                piece = out[at : at + chance.randint(1, 300)]
                out[at:at] = piece * chance.randint(1, 5)
            case 4:
                del out[at:]
            case _:
                if out:
                    out[at % len(out)] ^= 1 << chance.randrange(8)
    return bytes(out)


def sources() -> list[bytes]:
    own = [letter(), letter(subject="很长的主题" * 30), with_file(b"x" * 500, name="照片.jpg")]
    own.append(
        letter(
            "Content-Type: multipart/alternative; boundary=b",
            body="--b\r\n\r\na\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>b",
        )
    )
    return own + [(CORPUS / row["path"]).read_bytes()[:20_000] for row in (rows() if CORPUS.is_dir() else [])]


def fuzz(rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    messages = sources()
    for number in range(rounds):
        data = mutated(chance.choice(messages), chance)
        try:
            check(parse(data))
        except Exception as error:
            raise AssertionError(f"round {number} of seed {seed}: {data!r}") from error


def test_a_few_hundred_mutated_messages_raise_nothing_and_damage_nothing() -> None:
    fuzz(SHORT, seed=4)


@pytest.mark.soak
def test_twenty_thousand_mutated_messages_raise_nothing_and_damage_nothing() -> None:
    fuzz(LONG, seed=2026)
