"""One mailbox through `intake poll --once`, then django-helpdesk's `get_email`: `python bench/mail_peer.py [messages]`.

One after the other in one run on one machine. The peer is installed into an environment of its own with pip, or taken
from the interpreter that PEER names. It deletes what it reads: it comes second.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from mail_poll import measure, message

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from dovecot import Dovecot, dovecot

PEER = "django-helpdesk==2.6.1"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    chance = random.Random(7)
    made = [message(number, chance) for number in range(count)]
    texts = {text.partition("\n")[0]: text for _, text in made}
    with dovecot() as server, tempfile.TemporaryDirectory() as folder:
        server.deliver(*(raw for raw, _ in made))
        measure(server, Path(folder) / "intake.db", texts)
        _peer(server, Path(folder), texts)


def _peer(server: Dovecot, folder: Path, texts: dict[str, str]) -> None:
    script = Path(__file__).with_name("mail_peer_django.py")
    arguments = [str(folder), str(server.port), server.user, server.password]
    run = subprocess.run([_interpreter(folder), str(script), *arguments], stdout=subprocess.PIPE, check=True)
    found = json.loads(run.stdout)
    exact = sum(_same(texts, title, text) for title, text in found["tickets"])
    print(f"{PEER}: {len(texts) / found['seconds']:.0f} messages/s  {found['seconds']:.1f} s")
    print(f"stored {len(found['tickets'])}  subject and body exact {exact}/{len(texts)}")


def _interpreter(folder: Path) -> str:
    if given := os.environ.get("PEER"):
        return given
    venv.create(folder / "peer", with_pip=True)
    python = str(folder / "peer" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "-q", "install", PEER], check=True)
    return python


def _same(texts: dict[str, str], title: str, text: str) -> bool:
    number = title.removeprefix("意见")
    want = texts.get(f"第{number}件", "")
    return "".join((text or "").split()) == "".join(want.split())


if __name__ == "__main__":
    main()
