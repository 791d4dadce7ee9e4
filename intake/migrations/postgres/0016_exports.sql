-- Exports that staff asked for: made by the worker, kept for a day, fetched in pieces.

CREATE TABLE export_order (
    id BIGINT PRIMARY KEY,
    form TEXT NOT NULL,
    wanted TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'failed')),
    total BIGINT NOT NULL,
    done BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL,
    blob TEXT REFERENCES blob,
    size_bytes BIGINT,
    made_at TEXT,
    ordered_by BIGINT NOT NULL REFERENCES staff,
    ordered_at TEXT NOT NULL
);
CREATE INDEX export_order_by ON export_order (ordered_by, id);
CREATE INDEX export_order_blob ON export_order (blob) WHERE blob IS NOT NULL;
