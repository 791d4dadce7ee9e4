"""What the database can tell of its own soundness: file, foreign keys, register, opinions without their parts."""

from collections.abc import Iterator

from intake import receipts
from intake.db import Connection
from intake.store.digests import SHOWN


def damage(conn: Connection) -> Iterator[str]:
    """What SQLite finds wrong with its file; PostgreSQL checks its own pages and keys."""
    if conn.dialect != "sqlite":
        return
    for row in conn.execute("PRAGMA integrity_check"):
        if (found := next(iter(row))) != "ok":
            yield str(found)
    for row in conn.execute("PRAGMA foreign_key_check"):
        yield f"{row['table']} 第 {row['rowid']} 行指向不存在的 {row['parent']}"


def register_gaps(conn: Connection) -> Iterator[str]:
    """Years whose numbers are not 1, 2, 3 … up to the counter, those counted that are reserved or void."""
    rows = conn.execute(
        """SELECT c.office_id, c.year, c.last, COUNT(r.number) AS n, MIN(r.number) AS first, MAX(r.number) AS highest
        FROM register_counter c LEFT JOIN (
            SELECT office_id, year, number FROM register
            UNION ALL SELECT office_id, year, number FROM reserved_number WHERE state <> 'used') AS r
        ON r.office_id = c.office_id AND r.year = c.year
        GROUP BY c.office_id, c.year, c.last ORDER BY c.office_id, c.year"""
    )
    for row in rows:
        if (row["n"], row["highest"]) != (row["last"], row["last"]) or (row["n"] and row["first"] != 1):
            yield f"{row['year']} 年应有 {row['last']} 个连续的登记编号，实有 {row['n']} 个"


def incomplete(conn: Connection) -> Iterator[str]:
    """Opinions without a register number, a receipt or a history."""
    rows = conn.execute(
        """SELECT o.id, r.year, r.number, c.hash,
            (SELECT COUNT(*) FROM event e WHERE e.subject_id = o.id) AS events
        FROM opinion o LEFT JOIN register r ON r.opinion_id = o.id LEFT JOIN receipt c ON c.opinion_id = o.id
        WHERE r.number IS NULL OR c.hash IS NULL OR NOT EXISTS (SELECT 1 FROM event e WHERE e.subject_id = o.id)
        ORDER BY o.id"""
    )
    for row in rows:
        name = receipts.register_number(row["year"], row["number"]) if row["number"] is not None else f"id {row['id']}"
        lacks = [
            words
            for words, there in (
                ("登记编号", row["number"] is not None),
                ("查询码", row["hash"] is not None),
                ("办理过程", row["events"] > 0),
            )
            if not there
        ]
        yield f"{name} 缺少{'、'.join(lacks)}"


def misplaced(conn: Connection) -> Iterator[str]:
    """Opinions that a search finds though only few may know of them, or cannot find though everybody may."""
    shown = conn.execute(
        f"""SELECT r.year, r.number FROM search_document d JOIN opinion o ON o.id = d.opinion_id
        JOIN register r ON r.opinion_id = o.id WHERE NOT ({SHOWN}) ORDER BY r.year, r.number"""
    )
    for row in shown:
        yield f"{receipts.register_number(row['year'], row['number'])} 是密件或隔离件，却能查到"
    missing = conn.execute(
        f"""SELECT COUNT(*) AS n FROM opinion o WHERE {SHOWN}
        AND NOT EXISTS (SELECT 1 FROM search_document d WHERE d.opinion_id = o.id)
        AND NOT EXISTS (SELECT 1 FROM job j WHERE j.opinion_id = o.id AND j.kind = 'index')"""
    ).fetchone()
    if missing is not None and missing["n"]:
        yield f"{missing['n']} 件意见查不到，也不在等待编入之列"
