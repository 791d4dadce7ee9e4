-- Answers that wait for the signature of another person; what became of them stands in the history.

CREATE TABLE submitted_answer (
    opinion_id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL UNIQUE REFERENCES message,
    submitted_at TEXT NOT NULL,
    submitted_by INTEGER NOT NULL REFERENCES staff
) STRICT;
