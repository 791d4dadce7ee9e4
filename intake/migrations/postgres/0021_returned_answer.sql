-- Answers that were returned to their author to be mended, until another one is submitted or sent.

CREATE TABLE returned_answer (
    opinion_id BIGINT PRIMARY KEY,
    message_id BIGINT NOT NULL UNIQUE REFERENCES message,
    returned_at TEXT NOT NULL,
    returned_by BIGINT NOT NULL REFERENCES staff
);
