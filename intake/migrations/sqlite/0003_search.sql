-- Full-text search: what an opinion's readers may read, as its words, and an index over them.
-- `position` is the place in the register (year and number): dense and in order of time. Opinion ids are in order, too,
-- but far apart, which makes the index two and a half times as large.

CREATE TABLE search_document (
    position INTEGER PRIMARY KEY,
    opinion_id INTEGER NOT NULL UNIQUE,
    words TEXT NOT NULL,
    marks TEXT NOT NULL
) STRICT;

-- contentless: the tokens are made of `words` and `marks`, when they are put in and when they are taken out
CREATE VIRTUAL TABLE search_index USING fts5(
    tokens, content = '', columnsize = 0, prefix = '1', tokenize = "ascii tokenchars '_'"
);

-- the jobs of a kind, in order, however many of other kinds wait
CREATE INDEX job_next ON job (kind, due_at);
DROP INDEX job_due;

INSERT INTO job (opinion_id, kind, due_at)
SELECT id, 'index', registered_at FROM opinion WHERE seal = 'none' AND isolated = 0;
