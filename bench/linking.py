"""Speed and memory of the linker, beside peers where they are installed.

    python bench/linking.py

Peers (optional): pip install rank-bm25 bm25s scikit-learn. They rank the same entries for the same opinions; they learn
nothing, abstain from nothing and give no evidence.
"""

import importlib.util
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from intake.cli.link import targets_of  # noqa: E402
from intake.linking import thesaurus  # noqa: E402
from intake.linking.linker import Linker  # noqa: E402
from intake.linking.types import Example, Target  # noqa: E402
from intake.text.normalise import plain  # noqa: E402
from intake.text.segment import bigrams  # noqa: E402

TARGETS = targets_of(ROOT / "seeds" / "circular.txt")
TEXTS = [
    json.loads(line)["text"]
    for path in sorted((ROOT / "tests" / "data" / "linking").glob("opinions-*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]
ORDINARY = [text for text in TEXTS if 60 <= len(text) <= 200]


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(name: str, act: Callable[[str], object], texts: list[str] = ORDINARY) -> None:
    taken = []
    for text in texts:
        started = time.perf_counter()
        act(text)
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    print(f"{name:44s} median {statistics.median(taken):6.2f} ms   p95 {taken[int(0.95 * len(taken))]:6.2f} ms")


def built(name: str, make: Callable[[], Linker]) -> Linker:
    before, started = megabytes(), time.perf_counter()
    linker = make()
    print(f"{name:44s} {time.perf_counter() - started:8.2f} s      +{max(megabytes() - before, 0):.0f} MB")
    return linker


def catalogue(size: int) -> list[Target]:
    """As many entries as wanted: the real ones again and again, each time with words of others mixed in."""
    rng = random.Random(1)
    found = []
    for number in range(size):
        one, other = TARGETS[number % len(TARGETS)], rng.choice(TARGETS)
        text = one.text + rng.choice(TEXTS) + other.text[: rng.randrange(60)]
        found.append(Target(f"{one.key}-{number}", f"{one.title}{number}", text, one.path))
    return found


def decided(targets: list[Target], size: int) -> list[Example]:
    """As many confirmed links as wanted: pieces of the opinions put together anew."""
    rng = random.Random(2)
    pieces = [text[at : at + 40] for text in TEXTS for at in range(0, len(text), 40)]
    return [Example("".join(rng.sample(pieces, 3)), (rng.choice(targets).key,)) for _ in range(size)]


def peers() -> None:
    tokens = [list(bigrams(plain(target.title + target.text))) for target in TARGETS]
    if importlib.util.find_spec("rank_bm25"):
        from rank_bm25 import BM25Okapi

        index = BM25Okapi(tokens)
        timed("rank-bm25, 54 entries", lambda text: index.get_scores(list(bigrams(plain(text)))))
    if importlib.util.find_spec("bm25s"):
        import bm25s

        retriever = bm25s.BM25()
        retriever.index(tokens, show_progress=False)
        timed("bm25s, 54 entries", lambda text: retriever.get_scores(list(bigrams(plain(text)))))
    if importlib.util.find_spec("sklearn"):
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
        matrix = vectors.fit_transform([target.title + target.text for target in TARGETS])
        timed("scikit-learn TF-IDF, 54 entries", lambda text: vectors.transform([text]) @ matrix.T)


def main() -> None:
    known = thesaurus.load(ROOT / "seeds" / "thesaurus.toml")
    linker = built("build, 54 entries", lambda: Linker.build(TARGETS, (), known))
    timed("one suggestion, 54 entries", linker.suggest)
    timed("one suggestion, letters of 300-500", linker.suggest, [text + ORDINARY[0] * 2 for text in ORDINARY])
    many = catalogue(1000)
    examples = decided(many, 100_000)
    large = built("build, 1,000 entries", lambda: Linker.build(many, (), known))
    timed("one suggestion, 1,000 entries", large.suggest)
    taught = built("learn from 100,000 confirmed links", lambda: large.taught(examples))
    timed("one suggestion, 1,000 entries, 100,000 links", taught.suggest)
    peers()


if __name__ == "__main__":
    main()
