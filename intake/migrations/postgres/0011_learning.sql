-- What the linker learned and what the office taught it in words. A version of the model is the list of the opinions it
-- learns from, not what it learned: words of a text that has to be forgotten are in no model.

CREATE TABLE model (
    version BIGINT PRIMARY KEY,
    made_at TEXT NOT NULL,
    decided BIGINT NOT NULL,
    lessons BIGINT NOT NULL,
    held BIGINT NOT NULL,
    first BIGINT NOT NULL,
    first_three BIGINT NOT NULL,
    former_first BIGINT NOT NULL,
    former_first_three BIGINT NOT NULL,
    live BIGINT NOT NULL
);

CREATE TABLE lesson (
    version BIGINT NOT NULL REFERENCES model,
    opinion_id BIGINT NOT NULL,
    PRIMARY KEY (version, opinion_id)
);
CREATE INDEX lesson_opinion ON lesson (opinion_id);

CREATE TABLE own_words (
    id BIGINT PRIMARY KEY,
    concept TEXT NOT NULL,
    words TEXT NOT NULL,
    sure BIGINT NOT NULL,
    added_at TEXT NOT NULL,
    added_by BIGINT NOT NULL REFERENCES staff,
    UNIQUE (concept, words)
);

-- which version of the model a suggestion came from; nought learned nothing
ALTER TABLE judgement ADD COLUMN model BIGINT NOT NULL DEFAULT 0;

CREATE INDEX link_decided ON link (linked_at) WHERE state = 'confirmed' AND main = 1;
