"""Debian's programs for scans (Tesseract, poppler), each in a folder and with limits of its own. No database.

Whatever a scan does to them, only that scan stays unread.
"""

import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from intake.errors import Unreadable

LANGUAGE = "chi_sim"
MOST_PAGES = 30
SECONDS = 300  # for one scan
_LIMITS = ("--as=3000000000", "--fsize=400000000", "--cpu=600", "--core=0")
_DPI = "200"  # printed characters of usual size are then as large as Tesseract was taught
_ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/tiff": ".tif"}
_HAN = "\u2e80-\u9fff\uff00-\uffef\u3000-\u303f“”‘’…—"
_GAP = re.compile(rf"(?<=[{_HAN}])[ \t]+(?=[{_HAN}])")
_BROKEN = re.compile(rf"(?<=[{_HAN}])\n(?=[{_HAN}\d])")


@cache
def available() -> bool:
    """Whether scans can be read here: Tesseract, its Chinese, and what limits it; looked up once."""
    if not all(map(shutil.which, ("tesseract", "prlimit"))):
        return False
    said = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20)
    return LANGUAGE in said.stdout.split()


@cache
def shows_pages() -> bool:
    """Whether pages of a PDF can be turned into pictures here."""
    return all(map(shutil.which, ("pdftoppm", "prlimit")))


def text(data: bytes, media_type: str) -> str:
    """The text in a scan of up to thirty pages.  Raises Unreadable."""
    with tempfile.TemporaryDirectory(prefix="scan-") as name:
        folder = Path(name)
        given = _laid(folder, data, media_type)
        pages = _pages(given, folder) if media_type == "application/pdf" else [given]
        return "\n\n".join(filter(None, (_tidied(_page_text(page, folder)) for page in pages)))


def picture(data: bytes, page: int) -> bytes:
    """One page of a PDF as a PNG picture.  Raises Unreadable, also where there is no such page."""
    with tempfile.TemporaryDirectory(prefix="scan-") as name:
        folder = Path(name)
        given, number = _laid(folder, data, "application/pdf"), str(page)
        _run(["pdftoppm", "-f", number, "-l", number, "-scale-to", "1400", "-png", str(given), "page"], folder, 20)
        made = sorted(folder.glob("page*.png"))
        if not made:
            raise Unreadable("没有这一页")
        return made[0].read_bytes()


def _laid(folder: Path, data: bytes, media_type: str) -> Path:
    if media_type not in _ENDINGS:
        raise Unreadable("这种图片不能识别文字，请扫描为 PDF、TIFF、JPG 或 PNG")
    given = folder / f"given{_ENDINGS[media_type]}"
    given.write_bytes(data)
    return given


def _pages(given: Path, folder: Path) -> list[Path]:
    _run(["pdftoppm", "-l", str(MOST_PAGES), "-r", _DPI, "-gray", "-png", str(given), "page"], folder, SECONDS)
    return sorted(folder.glob("page*.png"))


def _page_text(page: Path, folder: Path) -> str:
    return _run(["tesseract", str(page), "stdout", "-l", LANGUAGE], folder, SECONDS).decode("utf-8", "replace")


def _tidied(read: str) -> str:
    """Without the blanks that stand between characters, and with lines of a paragraph put together."""
    joined = _BROKEN.sub("", _GAP.sub("", read.replace("\f", "\n")))
    return re.sub(r"\n{3,}", "\n\n", joined).strip()


def _run(command: list[str], folder: Path, seconds: float) -> bytes:
    environment = {"PATH": "/usr/bin:/bin", "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8", "TMPDIR": str(folder)}
    try:
        return subprocess.run(
            ["nice", "-n", "10", "prlimit", *_LIMITS, "--", *command],
            capture_output=True,
            timeout=seconds,
            check=True,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
        ).stdout
    except (subprocess.SubprocessError, OSError) as error:
        raise Unreadable("这份扫描件无法识别") from error
