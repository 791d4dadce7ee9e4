-- Repeats across channels, and a language model's word on what an opinion is about.
-- Opinions are named by id only: a foreign key would stand in the way of partitioning them.

-- the keys under which opinions of nearly the same words meet, and once more by opinion, so that they can be forgotten
CREATE TABLE signature_key (
    key INTEGER NOT NULL,
    opinion_id BIGINT NOT NULL,
    PRIMARY KEY (key, opinion_id)
);

CREATE TABLE signature (
    opinion_id BIGINT PRIMARY KEY,
    keys BYTEA NOT NULL
);

CREATE TABLE likeness (
    later_id BIGINT NOT NULL,
    earlier_id BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('same', 'nearly')),
    score DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (later_id, earlier_id)
);
CREATE INDEX likeness_earlier ON likeness (earlier_id);

-- one text with several voices: what a person has put together
CREATE TABLE voice (
    opinion_id BIGINT PRIMARY KEY,
    text_id BIGINT NOT NULL,
    joined_by BIGINT NOT NULL REFERENCES staff,
    joined_at TEXT NOT NULL
);
CREATE INDEX voice_text ON voice (text_id);

CREATE TABLE model_choice (
    opinion_id BIGINT PRIMARY KEY,
    issue_id BIGINT REFERENCES issue,
    model TEXT NOT NULL,
    chosen_at TEXT NOT NULL
);

CREATE TABLE model_budget (
    day TEXT PRIMARY KEY,
    calls BIGINT NOT NULL
);

-- opinions that came in before are compared, too
INSERT INTO job (opinion_id, kind, due_at)
SELECT id, 'compare', registered_at FROM opinion WHERE seal = 'none' AND isolated = 0
ON CONFLICT DO NOTHING;
