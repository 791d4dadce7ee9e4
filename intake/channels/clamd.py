"""Asks a ClamAV daemon about a file, by its INSTREAM command. Whoever asks decides what no answer means."""

import socket
import struct

_CHUNK = 1 << 16
_SECONDS = 20.0


class Unanswered(Exception):
    """The daemon cannot be reached, does not answer in time or answers with an error."""


def infected(address: str, data: bytes) -> str | None:
    """The name of what was found; None for a clean file.

    `address` is the path of a socket, or `host:port`.  Raises Unanswered.
    """
    try:
        with _connected(address) as daemon:
            daemon.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), _CHUNK):
                piece = data[start : start + _CHUNK]
                daemon.sendall(struct.pack(">I", len(piece)) + piece)
            daemon.sendall(struct.pack(">I", 0))
            answer = _answer(daemon)
    except (OSError, ValueError) as error:
        raise Unanswered(type(error).__name__) from error
    if answer == "stream: OK":
        return None
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise Unanswered(answer[:80])


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        daemon = socket.socket(socket.AF_UNIX)
        daemon.settimeout(_SECONDS)
        try:
            daemon.connect(address)
        except OSError:
            daemon.close()
            raise
        return daemon
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)


def _answer(daemon: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < 1000 and (more := daemon.recv(1000)):
        said += more
    return said.rstrip(b"\0\n").decode(errors="replace")
