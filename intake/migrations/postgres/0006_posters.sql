-- Posters with a QR code (海报): where each hangs, for which entry, approved by whom, and what came through it.

CREATE TABLE poster (
    id BIGINT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    place TEXT NOT NULL,
    issue_id BIGINT REFERENCES issue,
    state TEXT NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'approved', 'retired')),
    made_at TEXT NOT NULL,
    decided_at TEXT,
    decided_by BIGINT REFERENCES staff
);

CREATE TABLE poster_opinion (
    opinion_id BIGINT PRIMARY KEY REFERENCES opinion,
    poster_id BIGINT NOT NULL REFERENCES poster
);
CREATE INDEX poster_opinion_poster ON poster_opinion (poster_id);
