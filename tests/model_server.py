"""A language model's server on a real socket that does what a test tells it to, however badly."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from intake.rerank.endpoint import Endpoint

Behaviour = Callable[[socket.socket], None]


class ModelServer:
    """Listens on loopback; every question is kept, then `behave` has the connection."""

    def __init__(self, behave: Behaviour) -> None:
        self.behave = behave
        self.heads: list[str] = []
        self.questions: list[dict[str, Any]] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}/v1"

    def endpoint(self, timeout: float = 60.0) -> Endpoint:
        return Endpoint(self.url, "qwen", "sk-secret", timeout)

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                self._read(connection)
                self.behave(connection)

    def _read(self, connection: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := connection.recv(65536)):
                return
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(
            next(line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-le"))
        )
        while len(body) < length:
            body += connection.recv(65536)
        self.heads.append(head.decode())
        self.questions.append(json.loads(body))


@contextmanager
def serving(behave: Behaviour) -> Iterator[ModelServer]:
    """A server for a while."""
    server = ModelServer(behave)
    try:
        yield server
    finally:
        server.close()


def http(body: bytes, status: str = "200 OK", headers: str = "") -> Behaviour:
    """Answers properly, whatever the body is."""

    def behave(connection: socket.socket) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        connection.sendall(head.encode() + body)

    return behave


def writes(content: object) -> Behaviour:
    """The model writes this."""
    return http(json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode())


def chooses(choice: object, quote: object = "") -> Behaviour:
    """The model answers as it was told to."""
    return writes(json.dumps({"choice": choice, "quote": quote}, ensure_ascii=False))


def raw(data: bytes) -> Behaviour:
    """Sends these bytes and hangs up."""
    return lambda connection: connection.sendall(data)


def drips(head: bytes, piece: bytes, pause: float = 0.02) -> Behaviour:
    """Sends a piece again and again, for ever, so that no single read ever takes long."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(100_000):
            connection.sendall(piece)
            time.sleep(pause)

    return behave


def silent(connection: socket.socket) -> None:
    """Says nothing until the other side has had enough."""
    connection.settimeout(20)
    connection.recv(1)
