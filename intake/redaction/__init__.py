"""Hides stretches of an opinion's texts from those without the right to read them, and deletes them for good.

What everybody reads holds the blots itself, so that lists, search, digests, exports, units and citizens need know
nothing of it; the words are kept apart meanwhile, for those who may see them.
"""

from intake.redaction.deleting import delete, leave
from intake.redaction.marking import redact, redact_whole, restore
from intake.redaction.showing import Hidden, hidden, proposed

__all__ = ["Hidden", "delete", "hidden", "leave", "proposed", "redact", "redact_whole", "restore"]
