"""Names that a text may complain of. Pure.

Cautious on purpose: a name beside such a word only keeps the text from who bears it until somebody else has looked.
"""

import re
from collections.abc import Iterable

from intake.text.folding import fold

NEAR = 40  # characters between a name and a word of complaint
SHORTEST = 2
_CUES = re.compile(
    "反映|反应|投诉|举报|检举|控告|告发|推诿|推脱|敷衍|刁难|态度|粗暴|辱骂|骂人|不作为|乱作为|不负责|不理睬|不处理|"
    "吃拿卡要|收受|受贿|索贿|红包|包庇|袒护|偏袒|打击报复|侵占|挪用|截留|欺骗|威胁"
)


def complains(text: str) -> bool:
    """Whether a text has a word of complaint at all."""
    return _CUES.search(fold(text)) is not None


def complained_of(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that stand near a word of complaint."""
    folded = fold(text)
    cues = [match.start() for match in _CUES.finditer(folded)]
    return tuple(name for name in names if len(name) >= SHORTEST and _near(folded, fold(name), cues))


def _near(text: str, name: str, cues: list[int]) -> bool:
    places = (match.start() for match in re.finditer(re.escape(name), text))
    return any(abs(place - cue) <= NEAR for place in places for cue in cues)
