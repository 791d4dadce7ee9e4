-- Published answers (公布的答复): question and answer as a person edited them, apart from what was written and answered.

CREATE TABLE publication (
    id BIGINT PRIMARY KEY,
    opinion_id BIGINT NOT NULL UNIQUE REFERENCES opinion,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    published_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    published_by BIGINT NOT NULL REFERENCES staff
);
