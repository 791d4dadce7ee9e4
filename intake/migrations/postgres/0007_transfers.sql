-- What is forwarded or transferred to another body: one letter with its list, and the receipt that comes back.
-- Opinions are named by id only: a foreign key would stand in the way of partitioning them.

CREATE TABLE transfer (
    id BIGINT PRIMARY KEY,
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    disposal TEXT NOT NULL CHECK (disposal IN ('forwarded', 'transferred')),
    addressee TEXT NOT NULL,
    note TEXT NOT NULL,
    made_by BIGINT NOT NULL REFERENCES staff,
    made_at TEXT NOT NULL,
    received_on TEXT,
    their_number TEXT NOT NULL DEFAULT '',
    UNIQUE (year, number)
);

CREATE TABLE transfer_item (
    transfer_id BIGINT NOT NULL REFERENCES transfer,
    position BIGINT NOT NULL,
    opinion_id BIGINT NOT NULL,
    PRIMARY KEY (transfer_id, position)
);
CREATE INDEX transfer_item_opinion ON transfer_item (opinion_id);
