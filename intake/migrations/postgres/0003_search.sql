-- Full-text search: what an opinion's readers may read, as its words, and an index over them.
-- `position` is the place in the register (year and number), in order of time; the same as on SQLite, whose index needs it.

CREATE TABLE search_document (
    position BIGINT PRIMARY KEY,
    opinion_id BIGINT NOT NULL UNIQUE,
    words TEXT NOT NULL,
    marks TEXT NOT NULL,
    tokens TSVECTOR NOT NULL
);
CREATE INDEX search_document_tokens ON search_document USING GIN (tokens);

-- the jobs of a kind, in order, however many of other kinds wait
CREATE INDEX job_next ON job (kind, due_at);
DROP INDEX job_due;

INSERT INTO job (opinion_id, kind, due_at)
SELECT id, 'index', registered_at FROM opinion WHERE seal = 'none' AND isolated = 0;
