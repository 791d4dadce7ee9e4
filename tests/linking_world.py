"""The linker over the seeds: the circular as published, the thesaurus and what lies beside it."""

from functools import cache

from intake.cli.link import targets_of
from intake.linking import thesaurus
from intake.linking.linker import Linker
from intake.linking.thesaurus import Thesaurus
from intake.linking.types import Answer, Example, Suggestion, Target
from intake.resources import folder


@cache
def known() -> Thesaurus:
    return thesaurus.load(folder("seeds") / "thesaurus.toml")


@cache
def targets() -> tuple[Target, ...]:
    return tuple(targets_of(folder("seeds") / "circular.txt"))


@cache
def linker() -> Linker:
    return Linker.build(targets(), (), known())


def taught(*examples: Example) -> Linker:
    return linker().taught(examples)


def title(suggestion: Suggestion) -> str:
    return next(target.title for target in targets() if target.key == suggestion.key)


def first(text: str) -> str:
    """The title of the first suggestion; empty where there is none."""
    answer = linker().suggest(text)
    return title(answer.suggestions[0]) if answer.suggestions else ""


def shown(answer: Answer, text: str) -> list[str]:
    """The evidence of the first suggestion, as the words of the text."""
    return [text[e.start : e.end] for e in answer.suggestions[0].evidence]
