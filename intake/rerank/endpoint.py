"""One question to an OpenAI-compatible server: `POST …/chat/completions`. The only place of the service that calls out.

Follows no redirect, uses no proxy, reads at most 64 KB, and ends when its time is over, whatever the server is doing.
"""

import http.client
import json
import re
import socket
import ssl
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from intake.rerank.errors import Nonsense, Unavailable

LONGEST = 64_000  # bytes of an answer
ANSWER = 300  # tokens the model may write
_PATH = re.compile("(/chat/completions)?/*$")  # whether the address ends before or behind that
_REFUSED = (400, 413, 422)  # the question itself; every other status is about the server

Messages = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is asked; `url` is the address up to `/v1`, checked with the settings."""

    url: str
    model: str
    key: str = field(repr=False)
    timeout: float


def ask(endpoint: Endpoint, messages: Messages) -> str:
    """What the model writes in answer.  Raises Unavailable, Nonsense."""
    question = {
        "model": endpoint.model,
        "messages": messages,
        "temperature": 0,
        "max_tokens": ANSWER,
        "stream": False,
    }
    try:
        status, body = _post(endpoint, json.dumps(question, ensure_ascii=False).encode())
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable(type(error).__name__) from None
    if status in _REFUSED:
        raise Nonsense(f"status {status}")
    if status != 200:
        raise Unavailable(f"status {status}")
    return _written(body)


def _post(endpoint: Endpoint, body: bytes) -> tuple[int, bytes]:
    parts = urllib.parse.urlsplit(endpoint.url)
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    with _connected(endpoint, parts) as connection:
        connection.request("POST", _PATH.sub("/chat/completions", parts.path, count=1), body, headers)
        response = connection.getresponse()
        return response.status, response.read(LONGEST + 1)


@contextmanager
def _connected(endpoint: Endpoint, parts: urllib.parse.SplitResult) -> Iterator[http.client.HTTPConnection]:
    """A connection that is cut when the time is over: a socket's own timeout begins anew with every byte."""
    deadline = time.monotonic() + endpoint.timeout
    connection = _connection(parts, endpoint.timeout)
    connection.connect()
    late = threading.Timer(max(deadline - time.monotonic(), 0), _cut, [connection.sock])
    late.daemon = True
    late.start()
    try:
        yield connection
        if time.monotonic() >= deadline:
            raise TimeoutError  # what was cut off may look like an end
    finally:
        late.cancel()
        connection.close()


def _connection(parts: urllib.parse.SplitResult, timeout: float) -> http.client.HTTPConnection:
    assert parts.hostname is not None
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=timeout, context=context)
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)


def _cut(connected: socket.socket) -> None:
    try:
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
    except OSError:
        return  # closed already


def _written(body: bytes) -> str:
    if len(body) > LONGEST:
        raise Nonsense("too long")
    try:
        written = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise Nonsense(type(error).__name__) from None
    if not isinstance(written, str):
        raise Nonsense("no text")
    return written
