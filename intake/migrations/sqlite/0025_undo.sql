-- What a person's last act changed, to be taken back: codes and ids only, a batch at a time, swept.

CREATE TABLE undo_step (
    staff_id INTEGER NOT NULL REFERENCES staff,
    opinion_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    before TEXT NOT NULL,
    done_at TEXT NOT NULL,
    PRIMARY KEY (staff_id, opinion_id)
) STRICT, WITHOUT ROWID;
