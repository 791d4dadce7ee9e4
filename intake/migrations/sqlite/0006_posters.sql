-- Posters with a QR code (海报): where each hangs, for which entry, approved by whom, and what came through it.

CREATE TABLE poster (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    place TEXT NOT NULL,
    issue_id INTEGER REFERENCES issue,
    state TEXT NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'approved', 'retired')),
    made_at TEXT NOT NULL,
    decided_at TEXT,
    decided_by INTEGER REFERENCES staff
) STRICT;

CREATE TABLE poster_opinion (
    opinion_id INTEGER PRIMARY KEY REFERENCES opinion,
    poster_id INTEGER NOT NULL REFERENCES poster
) STRICT;
CREATE INDEX poster_opinion_poster ON poster_opinion (poster_id);
