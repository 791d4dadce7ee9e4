-- Answers that were returned to their author to be mended, until another one is submitted or sent.

CREATE TABLE returned_answer (
    opinion_id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL UNIQUE REFERENCES message,
    returned_at TEXT NOT NULL,
    returned_by INTEGER NOT NULL REFERENCES staff
) STRICT;
