-- Who has an opinion open now; a row counts for about a minute, goes when its person opens another, and is swept.

CREATE TABLE presence (
    staff_id INTEGER NOT NULL REFERENCES staff,
    opinion_id INTEGER NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (staff_id, opinion_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX presence_opinion ON presence (opinion_id);
