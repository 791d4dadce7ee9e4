"""Looks at papers as an office prints them."""

import subprocess
from pathlib import Path


def printed(data: bytes, folder: Path) -> int:
    """How many pages LibreOffice makes of a document."""
    (folder / "paper.docx").write_bytes(data)
    home = f"-env:UserInstallation=file://{folder}/office"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "paper.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    said = subprocess.run(["pdfinfo", str(folder / "paper.pdf")], check=True, capture_output=True, text=True)
    return int(next(line.split()[1] for line in said.stdout.splitlines() if line.startswith("Pages:")))
