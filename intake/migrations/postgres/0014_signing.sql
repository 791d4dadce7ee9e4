-- Answers that wait for the signature of another person; what became of them stands in the history.

CREATE TABLE submitted_answer (
    opinion_id BIGINT PRIMARY KEY,
    message_id BIGINT NOT NULL UNIQUE REFERENCES message,
    submitted_at TEXT NOT NULL,
    submitted_by BIGINT NOT NULL REFERENCES staff
);
