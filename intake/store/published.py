"""What citizens see of the catalogue, in a few bytes, so that a page made before can be shown again."""

import hashlib

from intake.db import Connection


def signature(conn: Connection) -> str:
    """Changes with every word and state of circulars and issues that a public page shows."""
    circulars = conn.execute(
        """SELECT c.id, c.state, c.version, c.promises_reply, v.title, v.issuer, v.facts
        FROM circular c JOIN circular_version v ON v.circular_id = c.id AND v.version = c.version ORDER BY c.id"""
    ).fetchall()
    issues = conn.execute(
        "SELECT id, hidden, own_title FROM issue WHERE hidden = 1 OR own_title IS NOT NULL ORDER BY id"
    ).fetchall()
    office = conn.execute("SELECT name FROM office ORDER BY id").fetchall()
    seen = hashlib.sha256()
    for row in (*circulars, *issues, *office):
        seen.update(repr(tuple(row[name] for name in row.keys())).encode())  # noqa: SIM118 - rows iterate over values
    return seen.hexdigest()
