"""The whole service as its own processes, started as an administrator starts it."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

INTAKE = Path(sys.executable).parent / "intake"
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@dataclass(slots=True)
class Service:
    """A running `intake serve`: its address, and what it said while starting."""

    process: "subprocess.Popen[str]"
    url: str
    said: str
    seconds: float

    def end(self, number: int = signal.SIGINT) -> int:
        """End it as Ctrl-C does (every process of the group gets the signal); the exit status."""
        os.killpg(self.process.pid, number)
        return self.process.wait(20)

    def kill(self) -> None:
        """Pull the plug: every process at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)
        if self.process.stderr is not None:
            self.process.stderr.close()

    def children(self) -> list[int]:
        """The processes that the supervisor started."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def get(self, path: str) -> str:
        """A page."""
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **fields: str) -> str:
        """What a form's answer says, whatever its status."""
        request = urllib.request.Request(self.url + path, urllib.parse.urlencode(fields).encode(), BROWSER)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return error.read().decode()


def start(database: str | Path, *arguments: str, **settings: str) -> Service:
    """Start the service and wait until it answers."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")},
        "INTAKE_DATABASE": str(database),
        "INTAKE_PASSWORD_COST": "0",
        **{f"INTAKE_{name.upper()}": value for name, value in settings.items()},
    }
    began = time.monotonic()
    process = subprocess.Popen(
        [INTAKE, "serve", *arguments], env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    service = Service(process, "", "", 0)
    try:
        _wait(service, began)
    except BaseException:
        service.kill()
        raise
    return service


def _wait(service: Service, began: float) -> None:
    """Until it answers; the time that this took is noted."""
    assert service.process.stderr is not None
    while "Ctrl-C" not in service.said:
        line = service.process.stderr.readline()
        assert line, f"the service ended: {service.said}"
        service.said += line
    found = re.search(r"(http://\S+?)/\n", service.said)
    assert found, service.said
    service.url = found[1]
    while True:
        try:
            service.get("/")
            break
        except OSError:
            assert time.monotonic() - began < 20, "the service does not answer"
            time.sleep(0.02)
    service.seconds = time.monotonic() - began


@contextmanager
def serving(database: str | Path, *arguments: str, **settings: str) -> Iterator[Service]:
    """A running service; killed afterwards where it still runs."""
    service = start(database, *arguments, **settings)
    try:
        yield service
    finally:
        service.kill()
