-- Who has an opinion open now; a row counts for about a minute, goes when its person opens another, and is swept.

CREATE TABLE presence (
    staff_id BIGINT NOT NULL REFERENCES staff,
    opinion_id BIGINT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (staff_id, opinion_id)
);
CREATE INDEX presence_opinion ON presence (opinion_id);
