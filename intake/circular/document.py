"""The way in: a file's bytes → `Source`."""

from intake.circular.read import read
from intake.circular.types import Source

__all__ = ["Source", "read"]
