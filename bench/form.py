"""The public form with durable storage beside the same form that stores nothing: `python bench/form.py [seconds]`.

In turns, so that the machine's mood hits both; the last line is the ratio of pairs a second.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median

from load import run
from serving import serving

ROUNDS = 3
SERVER = "gunicorn 1x4"


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 8.0
    pairs: dict[str, list[float]] = {"durable": [], "nothing": []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            for kind in pairs:
                with serving(kind, SERVER, Path(folder) / f"{kind}.db") as port:
                    run(port, 1)
                    found = run(port, seconds)
                    pairs[kind].append(found.pairs)
                    print(f"{kind:8s} {found}", flush=True)
    ratio = median(pairs["durable"]) / median(pairs["nothing"])
    print(f"durable / nothing = {ratio:.2f}")


if __name__ == "__main__":
    main()
