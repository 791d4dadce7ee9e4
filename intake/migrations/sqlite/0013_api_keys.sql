-- Keys of programs that may use the open interfaces: of a key only a keyed hash is stored.

CREATE TABLE api_key (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    rights TEXT NOT NULL,
    per_hour INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT;
