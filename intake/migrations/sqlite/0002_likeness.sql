-- Repeats across channels, and a language model's word on what an opinion is about.
-- Opinions are named by id only: a foreign key would stand in the way of partitioning them.

-- the keys under which opinions of nearly the same words meet, and once more by opinion, so that they can be forgotten
CREATE TABLE signature_key (
    key INTEGER NOT NULL,
    opinion_id INTEGER NOT NULL,
    PRIMARY KEY (key, opinion_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE signature (
    opinion_id INTEGER PRIMARY KEY,
    keys BLOB NOT NULL
) STRICT;

CREATE TABLE likeness (
    later_id INTEGER NOT NULL,
    earlier_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('same', 'nearly')),
    score REAL NOT NULL,
    PRIMARY KEY (later_id, earlier_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX likeness_earlier ON likeness (earlier_id);

-- one text with several voices: what a person has put together
CREATE TABLE voice (
    opinion_id INTEGER PRIMARY KEY,
    text_id INTEGER NOT NULL,
    joined_by INTEGER NOT NULL REFERENCES staff,
    joined_at TEXT NOT NULL
) STRICT;
CREATE INDEX voice_text ON voice (text_id);

CREATE TABLE model_choice (
    opinion_id INTEGER PRIMARY KEY,
    issue_id INTEGER REFERENCES issue,
    model TEXT NOT NULL,
    chosen_at TEXT NOT NULL
) STRICT;

CREATE TABLE model_budget (
    day TEXT PRIMARY KEY,
    calls INTEGER NOT NULL
) STRICT;

-- opinions that came in before are compared, too
INSERT INTO job (opinion_id, kind, due_at)
SELECT id, 'compare', registered_at FROM opinion WHERE seal = 'none' AND isolated = 0
ON CONFLICT DO NOTHING;
