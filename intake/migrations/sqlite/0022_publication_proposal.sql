-- Answers to be published that wait for the release of another person, or were returned to who edited them.

CREATE TABLE publication_proposal (
    opinion_id INTEGER PRIMARY KEY REFERENCES opinion,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    proposed_at TEXT NOT NULL,
    proposed_by INTEGER NOT NULL REFERENCES staff,
    returned_at TEXT,
    returned_by INTEGER REFERENCES staff
) STRICT;
