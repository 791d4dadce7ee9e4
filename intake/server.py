"""`intake serve`: web server and worker side by side, each started again when it ends on its own.

The socket is bound here, so that the port is known before anything is served; the application is made here, so that
the processes share its memory.
"""

import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from intake import worker
from intake.app import create_app
from intake.config import Config
from intake.errors import ConfigError

log = logging.getLogger(__name__)
FIRST_PORT, LAST_PORT = 8600, 8699
BACKLOG = 512
GRACE = 10  # seconds for what is under way when the service ends
AGAIN = 2  # seconds before a process that ended on its own is started again


class _Web(BaseApplication):  # type: ignore[misc]  # the library has no types
    """The WSGI server over a bound socket."""

    def __init__(self, app: Flask, config: Config, listener: socket.socket) -> None:
        self._app = app
        self._settings: dict[str, Any] = {
            "bind": f"fd://{listener.fileno()}",
            "workers": config.processes,
            "threads": config.threads,
            "worker_class": "gthread",
            "preload_app": True,
            "graceful_timeout": GRACE,
            "timeout": 60,
            "keepalive": 15,
            "max_requests_jitter": 0,
            "limit_request_line": 4094,
            "loglevel": "warning",
            "accesslog": None,  # addresses of visitors are not kept
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def listen(config: Config) -> socket.socket:
    """A listening socket at the configured port, else at the first free one from 8600.  Raises ConfigError."""
    ports = [config.port] if config.port else range(FIRST_PORT, LAST_PORT + 1)
    for port in ports:
        family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((config.host, port))
        except OSError as error:
            listener.close()
            reason = error
            continue
        listener.listen(BACKLOG)
        listener.set_inheritable(True)
        return listener
    raise ConfigError(f"cannot listen at {config.host}, port {config.port or f'{FIRST_PORT}–{LAST_PORT}'}: {reason}")


def serve(config: Config, listener: socket.socket) -> int:
    """Serve until SIGTERM or SIGINT; the exit status."""
    app = create_app(config)
    parts: dict[str, Callable[[], None]] = {
        "web": lambda: _Web(app, config, listener).run(),
        "worker": lambda: worker.run(config),
    }
    ending = _until_told()
    running = {_start(part): name for name, part in parts.items()}
    while not ending:
        pid, name, status = _ended(running)
        if name is None or ending:
            continue
        log.error("the %s process ended (status %s); starting it again", name, status)
        time.sleep(AGAIN)
        running[_start(parts[name])] = name
    _stop(running)
    return 0


def _until_told() -> list[int]:
    """Fills with the signal that ends the service."""
    ending: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        ending.append(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, note)
    return ending


def _start(part: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        part()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        log.exception("a process of the service failed")
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _ended(running: dict[int, str]) -> tuple[int, str | None, int]:
    """Wait half a second for a process that has ended: its id, name and status."""
    deadline = time.monotonic() + 0.5
    while time.monotonic() < deadline:
        with suppress(ChildProcessError):
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid:
                return pid, running.pop(pid, None), os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    return 0, None, 0


def _stop(running: dict[int, str]) -> None:
    for pid in running:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE + 2
    while running and time.monotonic() < deadline:
        _ended(running)
    for pid in running:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
