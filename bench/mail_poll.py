"""Mails a second from a local Dovecot through `intake poll --once`: `python bench/mail_poll.py [messages]`.

Ordinary mail of the kinds that an office gets: Chinese in four encodings, one in twenty with a photo of 200 KB.
Prints messages a second, processor time (poller and parser together: two cores share it), the peak of memory of the
larger of the two, and whether all were taken exactly.
"""

import base64
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from email.header import Header
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from dovecot import Dovecot, dovecot

from intake import installation
from intake.config import Config
from intake.db import Database

_PIECES = (
    "我家住六楼，今年七十八了，膝盖做过手术，下一趟楼要歇三回。",
    "楼里十二户早就都签了字，电梯到现在没有动静，想问问还要等多久。",
    "菜场门口的垃圾桶天天满出来，夏天味道很大，希望多派人清理。",
    "通报里说已经完成整改，可是我们弄堂的路面还是坑坑洼洼。",
    "打电话到居委会问，说要等街道通知，等了三个月没有下文。",
    "上次接电话的是朱镕同志，请代我谢谢他，丼字弄的灯也亮了。",
)
_LABELS = ("utf-8", "utf-8", "gb18030", "gbk", "gb2312")


def message(number: int, chance: random.Random) -> tuple[bytes, str]:
    """A raw message, and its text."""
    label = chance.choice(_LABELS)
    charset = "gb18030" if label == "gb2312" else label  # QQ and NetEase label so what is more than that
    text = f"第{number}件\n" + "\n".join(chance.choice(_PIECES) for _ in range(chance.randint(3, 40)))
    page = f"<p>{text}</p>".replace("\n", "<br>")
    plain, rich = (
        _part(f"text/{kind}; charset={label}", words.encode(charset), number)
        for kind, words in (("plain", text), ("html", page))
    )
    parts = [b"Content-Type: multipart/alternative; boundary=in\n\n--in\n" + plain + b"\n--in\n" + rich + b"\n--in--\n"]
    if number % 20 == 0:
        parts.append(_part("image/jpeg; name=p.jpg", chance.randbytes(200_000), 0))
    head = (
        f"Received: from mail.example.org by mx.126.com; Wed, 18 Nov 2026 10:00:00 +0800\nFrom: a{number}@example.org\n"
        f"To: yijian@example.cn\nSubject: {Header(f'意见{number}', charset).encode()}\n"
        f"Date: Wed, 18 Nov 2026 10:00:00 +0800\nMessage-ID: <{number}@example.org>\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=out\n\n"
    )
    body = b"".join(b"--out\n" + part + b"\n" for part in parts) + b"--out--\n"
    return (head.encode() + body).replace(b"\n", b"\r\n"), text


def _part(content_type: str, data: bytes, number: int) -> bytes:
    """One text in ten is sent as it is, the others in base64."""
    transfer = "8bit" if number % 10 == 3 else "base64"
    content = data if transfer == "8bit" else base64.encodebytes(data)
    return f"Content-Type: {content_type}\nContent-Transfer-Encoding: {transfer}\n\n".encode() + content


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    chance = random.Random(7)
    with dovecot() as server, tempfile.TemporaryDirectory() as folder:
        texts = {}
        for start in range(0, count, 500):
            made = [message(n, chance) for n in range(start, min(start + 500, count))]
            texts.update({text.partition("\n")[0]: text for _, text in made})
            server.deliver(*(raw for raw, _ in made))
        measure(server, Path(folder) / "intake.db", texts)


def watched(running: subprocess.Popen[bytes]) -> int:
    """Wait for a program; the most memory that it or one of its children held, in KB.

    What the kernel keeps for ended children counts the memory of this process too, out of which they were forked.
    """
    peak = 0
    while running.poll() is None:
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
        for pid in (running.pid, *children):
            with suppress(OSError):
                status = Path(f"/proc/{pid}/status").read_text()
                peak = max(peak, *(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
        time.sleep(0.1)
    if running.returncode:
        raise SystemExit(running.returncode)
    return peak


def measure(server: Dovecot, path: Path, texts: dict[str, str]) -> None:
    config = Config(database=str(path))
    database = Database(config)
    installation.prepare(config, database)
    settings = {
        "INTAKE_DATABASE": str(path),
        "INTAKE_IMAP_HOST": "127.0.0.1",
        "INTAKE_IMAP_PORT": str(server.port),
        "INTAKE_IMAP_USER": server.user,
        "INTAKE_IMAP_PASSWORD": server.password,
        "INTAKE_IMAP_TLS": "plain",
    }
    program = Path(sys.executable).with_name("intake")
    started = time.perf_counter()
    peak = watched(subprocess.Popen([program, "poll", "--once"], env={**os.environ, **settings}))
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = (used.ru_utime + used.ru_stime) / len(texts) * 1000
    with database.connection() as conn:
        rows = conn.execute("SELECT body FROM opinion").fetchall()
    exact = sum(texts.get(row["body"].partition("\n")[0]) == row["body"].rstrip("\n") for row in rows)
    print(f"{len(texts) / seconds:.0f} messages/s  {seconds:.1f} s  {spent:.1f} ms of processor a message")
    print(f"peak {peak / 1024:.0f} MB  exact {exact}/{len(texts)}")


if __name__ == "__main__":
    main()
