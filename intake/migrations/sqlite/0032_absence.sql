-- Who is away until a day (inclusive), and who stands in for them; it ends by itself.

CREATE TABLE absence (
    staff_id INTEGER PRIMARY KEY REFERENCES staff,
    deputy_id INTEGER NOT NULL REFERENCES staff,
    until TEXT NOT NULL,
    set_by INTEGER NOT NULL REFERENCES staff,
    set_at TEXT NOT NULL
) STRICT;
