"""Starts the service, or a form without storage, under a WSGI server, for the other benches.

`python bench/serving.py KIND SERVER PORT DATABASE` serves until it is ended; KIND is durable or nothing.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVERS = ("gunicorn 1x4", "gunicorn 2x4", "waitress 8", "granian 1x4", "granian 2x2")


@contextmanager
def serving(kind: str, server: str, database: Path) -> Iterator[int]:
    """A running server's port; the database is made where it is missing."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, __file__, kind, server, str(port), str(database)]
    process = subprocess.Popen(command)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def _application(kind: str, database: Path):
    from intake import installation
    from intake.app import create_app
    from intake.config import Config
    from intake.db import Database

    config = Config(database=str(database), password_cost=0, open_interfaces="api")
    ready = Database(config)
    installation.prepare(config, ready)
    ready.close()
    app = create_app(config)
    if kind == "nothing":
        _store_nothing(app)
    return app


def _store_nothing(app) -> None:
    """The same form, pages and receipts; what is sent is checked and forgotten."""
    import secrets

    from flask import render_template, request

    from intake import clock
    from intake.channels.form import OpinionForm
    from intake.model import Receipt
    from intake.web import qr
    from intake.web.auth import anyone

    @anyone
    def send():
        form = OpinionForm(request.form)
        if not form.validate():
            return "", 422
        code = f"{secrets.randbelow(10**16):016d}"
        receipt = Receipt(code, "2026-000001", 1, clock.now())
        address = request.url_root.rstrip("/") + "/lookup"
        return render_template(
            "public/receipt.html",
            receipt=receipt,
            address=address,
            qr=qr.data_uri(f"{address}#", code),
            mailed=False,
            promised=False,
            told=None,
            mail=False,
            report=False,
            urgent=False,
            hotline="12345",
        )

    app.view_functions["public.send"] = send


def _serve(kind: str, server: str, port: int, database: Path) -> None:
    name, _, size = server.partition(" ")
    workers, _, threads = size.rpartition("x")
    if name == "gunicorn":
        from gunicorn.app.base import BaseApplication

        class Web(BaseApplication):
            def load_config(self):
                settings = {
                    "bind": f"127.0.0.1:{port}",
                    "workers": int(workers),
                    "threads": int(threads),
                    "worker_class": "gthread",
                    "preload_app": True,
                    "loglevel": "warning",
                    "control_socket_disable": True,
                }
                for key, value in settings.items():
                    self.cfg.set(key, value)

            def load(self):
                return _application(kind, database)

        Web().run()
    elif name == "waitress":
        import waitress

        waitress.serve(_application(kind, database), host="127.0.0.1", port=port, threads=int(threads))
    else:
        import os

        os.environ["BENCH_FORM"] = f"{kind}\n{database}"
        _application(kind, database)
        command = [
            str(Path(sys.executable).parent / "granian"),
            "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", workers,
            "--blocking-threads", threads, "--no-ws", "--log-level", "warning", "serving:app",
        ]  # fmt: skip
        os.chdir(Path(__file__).parent)
        os.execv(command[0], command)


def __getattr__(name: str):
    """`serving:app`, for servers that import their application."""
    if name != "app":
        raise AttributeError(name)
    import os

    kind, database = os.environ["BENCH_FORM"].split("\n")
    return _application(kind, Path(database))


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
