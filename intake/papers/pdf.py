"""A Word document as PDF, made by LibreOffice where it is installed; privately and with a time limit."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from intake.errors import Unreadable

_SECONDS = 120


def available() -> bool:
    """Whether LibreOffice is installed here."""
    return _program() is not None


def of_docx(data: bytes) -> bytes:
    """The PDF.  Raises Unreadable where LibreOffice is missing or fails."""
    program = _program()
    if program is None:
        raise Unreadable("生成 PDF 需要安装 LibreOffice；也可以下载 Word 文件，用 Word 或 WPS 另存为 PDF。")
    with tempfile.TemporaryDirectory(prefix="paper-") as name:
        folder = Path(name)
        (folder / "paper.docx").write_bytes(data)
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), str(folder / "paper.docx")]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
            return (folder / "paper.pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise Unreadable("没有能够生成 PDF，请下载 Word 文件，用 Word 或 WPS 另存为 PDF。") from error


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")
