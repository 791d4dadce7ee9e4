"""Parsing in a process of its own, bounded in time and memory: whatever a message does to it, the poller lives on.

The child gets raw messages and gives back what it read; it has no settings, no database and no open files.  Both
directions are lengths and bytes: ``8 bytes length, message`` → ``8 bytes length, JSON, bytes of the attachments``.
"""

import fcntl
import hashlib
import json
import os
import resource
import select
import struct
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from intake.channels.mail.message import Address, Attachment, Kind, Mail, parse
from intake.channels.mail.message_spam import Suspicion

UNREAD = "unread"
SECONDS = 30.0
MEMORY_BYTES = 1 << 30
_HEADER_BYTES = 64_000
_PIECE = 1 << 20
_LENGTH = struct.Struct(">Q")
_ROOT = Path(__file__).resolve().parents[3]
_NAMES = [f.name for f in fields(Mail)]
_PEOPLE, _FILES, _LISTS = ("to", "cc"), ("attachments", "unpacked"), ("references", "marks", "problems")


class Parser:
    """A queue of messages and the process that reads them, which works on while the caller does something else.

    A context manager; the process is started when it is needed, and anew after one that had to be ended.
    """

    def __init__(
        self,
        own_addresses: frozenset[str] = frozenset(),
        *,
        seconds: float = SECONDS,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        self._arguments = [str(memory_bytes), *sorted(own_addresses)]
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._queue: deque[bytes] = deque()
        self._outgoing: deque[memoryview] = deque()
        self._incoming = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def submit(self, data: bytes) -> None:
        """Put a message at the end of the queue."""
        self._queue.append(data)
        self._send(data)
        with suppress(OSError, EOFError):  # a child that has died is noticed when its answer is missing
            self._pump(0)

    def result(self) -> Mail:
        """What the first message of the queue says; never raises.

        Of one that takes too long, or too much memory, only sender and subject, and the problem ``unread``.
        """
        mail = self._answer() or self._outline()
        self._queue.popleft()
        if self._child is None:
            self._begin_again()
        return mail

    def _outline(self) -> Mail:
        data = self._queue[0]
        self._queue[0] = _header(data)
        self._begin_again()
        mail = self._answer() or parse(b"")
        kind = Kind.OPINION if mail.kind == Kind.EMPTY else mail.kind  # it only seems empty without its text
        return replace(mail, kind=kind, fingerprint=hashlib.sha256(data).hexdigest(), problems=(UNREAD,))

    def _answer(self) -> Mail | None:
        end = time.monotonic() + self._seconds + len(self._queue[0]) / 1_000_000
        try:
            length = _LENGTH.unpack(self._take(_LENGTH.size, end))[0]
            return _unpack(json.loads(self._take(length, end)), lambda size: self._take(size, end))
        except (OSError, EOFError, ValueError):
            self._end()
            return None

    def _begin_again(self) -> None:
        self._outgoing.clear()
        for data in self._queue:
            self._send(data)

    def _send(self, data: bytes) -> None:
        self._outgoing += [memoryview(_LENGTH.pack(len(data))), memoryview(data)]

    def _take(self, size: int, end: float) -> bytes:
        while len(self._incoming) < size:
            self._pump(end - time.monotonic())
        with memoryview(self._incoming) as view:
            taken = bytes(view[:size])
        del self._incoming[:size]
        return taken

    def _pump(self, seconds: float) -> None:
        """Move bytes both ways as far as they go; wait up to `seconds` for the first (0: do not wait)."""
        child = self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        to_child, from_child = child.stdin.fileno(), child.stdout.fileno()
        ready = select.poll()
        ready.register(from_child, select.POLLIN)
        if self._outgoing:
            ready.register(to_child, select.POLLOUT)
        events = dict(ready.poll(max(0, seconds) * 1000))
        if not events and seconds > 0:
            raise TimeoutError
        if from_child in events:
            piece = os.read(from_child, _PIECE)
            if not piece:
                raise EOFError
            self._incoming += piece
        if to_child in events:
            self._write(to_child)

    def _write(self, descriptor: int) -> None:
        try:
            while self._outgoing:
                rest = self._outgoing[0][os.write(descriptor, self._outgoing[0]) :]
                if rest:
                    self._outgoing[0] = rest
                else:
                    self._outgoing.popleft()
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._outgoing.clear()  # it has died; what it answered before is still to be read

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "intake.channels.mail.sandbox", *self._arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
                cwd="/",
                bufsize=0,
            )
            assert self._child.stdin is not None
            descriptor = self._child.stdin.fileno()
            os.set_blocking(descriptor, False)
            with suppress(OSError):  # more room lets it read ahead; not everybody may ask for it
                fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIECE)
        return self._child

    def _end(self) -> None:
        self._incoming.clear()
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None


def _header(data: bytes) -> bytes:
    return data[:_HEADER_BYTES].replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n\n"


def _pack(mail: Mail) -> bytes:
    head: dict[str, Any] = {name: getattr(mail, name) for name in _NAMES}
    head["date"] = mail.date.isoformat() if mail.date else None
    head["suspicion"] = [mail.suspicion.points, mail.suspicion.reasons]
    for name in _PEOPLE:
        head[name] = [[person.address, person.name] for person in head[name]]
    for name in _FILES:
        head[name] = [[file.filename, file.media_type, len(file.data)] for file in head[name]]
    line = json.dumps(head).encode()
    contents = [file.data for name in _FILES for file in getattr(mail, name)]
    return b"".join([_LENGTH.pack(len(line)), line, *contents])


def _unpack(head: dict[str, Any], data: Callable[[int], bytes]) -> Mail:
    head["kind"] = Kind(head["kind"])
    head["date"] = datetime.fromisoformat(head["date"]) if head["date"] else None
    head["suspicion"] = Suspicion(head["suspicion"][0], tuple(head["suspicion"][1]))
    for name in _PEOPLE:
        head[name] = tuple(Address(*person) for person in head[name])
    for name in _FILES:
        head[name] = tuple(Attachment(filename, kind, data(size)) for filename, kind, size in head[name])
    for name in _LISTS:
        head[name] = tuple(head[name])
    return Mail(**head)


def main(memory_bytes: int, own_addresses: frozenset[str], source: BinaryIO, target: BinaryIO) -> None:
    """Read messages from `source` and write what they say to `target` until it ends."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while length := source.read(_LENGTH.size):
        data = source.read(_LENGTH.unpack(length)[0])
        target.write(_pack(parse(data, own_addresses=own_addresses)))
        target.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), frozenset(sys.argv[2:]), sys.stdin.buffer, sys.stdout.buffer)
