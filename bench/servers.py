"""WSGI servers side by side on the public form with durable storage: `python bench/servers.py [seconds]`.

Those that are not installed are left out; `pip install waitress granian` brings them.
"""

import importlib.util
import sys
import tempfile
from pathlib import Path

from load import run
from serving import SERVERS, serving


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    for server in SERVERS:
        if importlib.util.find_spec(server.partition(" ")[0]) is None:
            print(f"{server:14s} not installed")
            continue
        with tempfile.TemporaryDirectory() as folder, serving("durable", server, Path(folder) / "intake.db") as port:
            run(port, 1)
            print(f"{server:14s} {run(port, seconds)}", flush=True)


if __name__ == "__main__":
    main()
