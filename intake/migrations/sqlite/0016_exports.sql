-- Exports that staff asked for: made by the worker, kept for a day, fetched in pieces.

CREATE TABLE export_order (
    id INTEGER PRIMARY KEY,
    form TEXT NOT NULL,
    wanted TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'failed')),
    total INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL,
    blob TEXT REFERENCES blob,
    size_bytes INTEGER,
    made_at TEXT,
    ordered_by INTEGER NOT NULL REFERENCES staff,
    ordered_at TEXT NOT NULL
) STRICT;
CREATE INDEX export_order_by ON export_order (ordered_by, id);
CREATE INDEX export_order_blob ON export_order (blob) WHERE blob IS NOT NULL;
