"""Raw mails for tests, put together from their parts."""

import base64
from email.header import Header

OFFICE = "yijian@example.cn"


def letter(
    *fields: str,
    subject: str = "意见",
    body: str = "建议加装电梯。",
    sender: str = "Ann <ann@example.org>",
    number: str = "1",
) -> bytes:
    """A plain message from Ann to the office; a field given replaces the usual one."""
    usual = [
        f"From: {sender}",
        f"To: {OFFICE}",
        f"Subject: {Header(subject, 'utf-8').encode()}",
        "Date: Wed, 18 Nov 2026 09:30:00 +0800",
        f"Message-ID: <{number}@example.org>",
        "Content-Type: text/plain; charset=utf-8",
    ]
    given = {line.partition(":")[0].lower() for line in fields}
    kept = [line for line in usual if line.partition(":")[0].lower() not in given]
    return ("\r\n".join([*fields, *kept]) + "\r\n\r\n").encode() + body.encode() + b"\r\n"


def with_file(data: bytes, name: str = "photo.jpg", media_type: str = "image/jpeg", number: str = "2") -> bytes:
    """A message with one attachment."""
    content = "\r\n".join(
        [
            "--b",
            "Content-Type: text/plain; charset=utf-8",
            "",
            "见附件。",
            "--b",
            f'Content-Type: {media_type}; name="{name}"',
            "Content-Disposition: attachment",
            "Content-Transfer-Encoding: base64",
            "",
            base64.encodebytes(data).decode().replace("\n", "\r\n") + "--b--",
        ]
    )
    return letter("Content-Type: multipart/mixed; boundary=b", body=content, number=number)
