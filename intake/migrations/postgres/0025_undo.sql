-- What a person's last act changed, to be taken back: codes and ids only, a batch at a time, swept.

CREATE TABLE undo_step (
    staff_id BIGINT NOT NULL REFERENCES staff,
    opinion_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    before TEXT NOT NULL,
    done_at TEXT NOT NULL,
    PRIMARY KEY (staff_id, opinion_id)
);
