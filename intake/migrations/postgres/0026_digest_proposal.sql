-- Digests that one person put forward and another is to issue, where the office asks for two.

CREATE TABLE digest_proposal (
    office_id BIGINT NOT NULL REFERENCES office,
    period TEXT NOT NULL,
    circular_id BIGINT NOT NULL,
    annex INTEGER NOT NULL,
    proposed_by BIGINT NOT NULL REFERENCES staff,
    proposed_at TEXT NOT NULL,
    PRIMARY KEY (office_id, period, circular_id)
);
