-- Who has taken an opinion in hand (领办), so that two do not read the same one; it runs out by itself after a while.

CREATE TABLE claim (
    opinion_id INTEGER PRIMARY KEY,
    staff_id INTEGER NOT NULL REFERENCES staff,
    claimed_at TEXT NOT NULL
) STRICT;
