"""What is known of an opinion elsewhere than in itself, all of it taken away together."""

from datetime import datetime

from intake.db import Connection
from intake.store import documents, likeness, models, proposals, publications


def forget(conn: Connection, opinion_id: int, now: datetime) -> None:
    """An opinion that few may see is found by no words, likened to nothing, teaches nobody and is not published."""
    likeness.forget(conn, opinion_id)
    models.forget(conn, opinion_id)
    publications.forget(conn, opinion_id)
    proposals.forget(conn, opinion_id)
    documents.forget(conn, opinion_id, now)
