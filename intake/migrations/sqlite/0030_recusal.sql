-- Who stays away from an opinion (回避): it is kept from these accounts. Nobody named one that is only proposed.

CREATE TABLE recusal (
    staff_id INTEGER NOT NULL REFERENCES staff,
    opinion_id INTEGER NOT NULL REFERENCES opinion,
    named_by INTEGER REFERENCES staff,
    named_at TEXT NOT NULL,
    PRIMARY KEY (staff_id, opinion_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX recusal_of_opinion ON recusal (opinion_id);
