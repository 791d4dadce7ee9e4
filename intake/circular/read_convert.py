"""What only another program can read (.doc .wps .odt .rtf .pdf): hands it over, privately, with a time limit."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from intake.circular.read_text import lines_of
from intake.circular.read_word import text_of_word
from intake.circular.reflow import reflow
from intake.errors import Unreadable

_SECONDS = 60


def text_by_office(data: bytes, ending: str) -> str:
    """The text of a .doc, .wps, .odt or .rtf. Raises Unreadable where LibreOffice is missing or fails."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Unreadable(f"读取 {ending} 文件需要安装 LibreOffice；也可以用 Word 或 WPS 打开后另存为 .docx 再导入。")
    with tempfile.TemporaryDirectory(prefix="circular-") as name:
        folder = Path(name)
        given = folder / f"given{ending}"
        given.write_bytes(data)
        _run(
            [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
            + ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "made"), str(given)],
            ending,
        )
        made = folder / "made" / "given.docx"
        if not made.exists():
            raise Unreadable(f"无法转换这个 {ending} 文件，请用 Word 或 WPS 打开后另存为 .docx 再导入。")
        return text_of_word(made.read_bytes())


def text_of_pdf(data: bytes) -> str:
    """The text of a PDF that holds any. Raises Unreadable where pdftotext is missing or the PDF is a scan."""
    program = shutil.which("pdftotext")
    if program is None:
        raise Unreadable("读取 .pdf 文件需要安装 pdftotext（poppler-utils）；也可以另存为 .docx 再导入。")
    with tempfile.TemporaryDirectory(prefix="circular-") as name:
        given = Path(name) / "given.pdf"
        given.write_bytes(data)
        text = _run([program, "-layout", "-enc", "UTF-8", str(given), "-"], ".pdf").decode("utf-8", "replace")
    if not text.strip():
        raise Unreadable("这份 PDF 是扫描件，没有文字；请提供 .docx 或网页版。")
    return reflow(lines_of(text))


def _run(command: list[str], ending: str) -> bytes:
    try:
        return subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True).stdout
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"读取 {ending} 文件超时，请另存为 .docx 再导入。") from error
    except (subprocess.CalledProcessError, OSError) as error:
        raise Unreadable(f"无法读取这个 {ending} 文件，请另存为 .docx 再导入。") from error
