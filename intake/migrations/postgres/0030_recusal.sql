-- Who stays away from an opinion (回避): it is kept from these accounts. Nobody named one that is only proposed.

CREATE TABLE recusal (
    staff_id BIGINT NOT NULL REFERENCES staff,
    opinion_id BIGINT NOT NULL REFERENCES opinion,
    named_by BIGINT REFERENCES staff,
    named_at TEXT NOT NULL,
    PRIMARY KEY (staff_id, opinion_id)
);

CREATE INDEX recusal_of_opinion ON recusal (opinion_id);
