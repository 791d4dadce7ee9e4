"""The forms in which a digest is handed out, all from one snapshot: pure ones, and PDF where LibreOffice is."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from intake.digest import csv_form, html_form
from intake.digest.types import Snapshot
from intake.digest.wording import numbered
from intake.papers import pdf


@dataclass(frozen=True, slots=True)
class Form:
    """One form: what it is called, its media type and how it is made."""

    label: str
    media_type: str
    render: Callable[[Snapshot], bytes]


def as_json(found: Snapshot) -> bytes:
    """The snapshot itself; its shape is documented in `intake.digest.types` and as `intake.digest.schema`."""
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _as_docx(found: Snapshot) -> bytes:
    from intake.digest import docx_form  # with its libraries 12 MB that pages have no use for

    return docx_form.render(found)


def _as_xlsx(found: Snapshot) -> bytes:
    from intake.digest import xlsx_form

    return xlsx_form.render(found)


def _as_pdf(found: Snapshot) -> bytes:
    """The Word document as LibreOffice prints it: other bytes each time.  Raises Unreadable where it cannot."""
    return pdf.of_docx(_as_docx(found))


FORMS = {
    "docx": Form(
        "Word 文档",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _as_docx,
    ),
    "xlsx": Form("Excel 表格", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _as_xlsx),
    "html": Form("网页（可打印）", "text/html; charset=utf-8", html_form.render),
    "csv": Form("CSV", "text/csv; charset=utf-8", csv_form.render),
    "json": Form("JSON", "application/json", as_json),
}


PDF = "pdf"
EVERY = {**FORMS, PDF: Form("PDF", "application/pdf", _as_pdf)}


def offered() -> list[str]:
    """The forms a draft can be had in on this machine."""
    return list(EVERY if pdf.available() else FORMS)


def filename(period: str, number: int | None, revision: int, form: str) -> str:
    """What a downloaded file is called."""
    return f"意见建议专报-{period}-{numbered(number, revision)}.{form}"
