-- What the linker learned and what the office taught it in words. A version of the model is the list of the opinions it
-- learns from, not what it learned: words of a text that has to be forgotten are in no model.

CREATE TABLE model (
    version INTEGER PRIMARY KEY,
    made_at TEXT NOT NULL,
    decided INTEGER NOT NULL,
    lessons INTEGER NOT NULL,
    held INTEGER NOT NULL,
    first INTEGER NOT NULL,
    first_three INTEGER NOT NULL,
    former_first INTEGER NOT NULL,
    former_first_three INTEGER NOT NULL,
    live INTEGER NOT NULL
) STRICT;

CREATE TABLE lesson (
    version INTEGER NOT NULL REFERENCES model,
    opinion_id INTEGER NOT NULL,
    PRIMARY KEY (version, opinion_id)
) STRICT;
CREATE INDEX lesson_opinion ON lesson (opinion_id);

CREATE TABLE own_words (
    id INTEGER PRIMARY KEY,
    concept TEXT NOT NULL,
    words TEXT NOT NULL,
    sure INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    added_by INTEGER NOT NULL REFERENCES staff,
    UNIQUE (concept, words)
) STRICT;

-- which version of the model a suggestion came from; nought learned nothing
ALTER TABLE judgement ADD COLUMN model INTEGER NOT NULL DEFAULT 0;

CREATE INDEX link_decided ON link (linked_at) WHERE state = 'confirmed' AND main = 1;
