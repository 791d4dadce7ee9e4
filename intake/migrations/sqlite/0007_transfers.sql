-- What is forwarded or transferred to another body: one letter with its list, and the receipt that comes back.
-- Opinions are named by id only: a foreign key would stand in the way of partitioning them.

CREATE TABLE transfer (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    disposal TEXT NOT NULL CHECK (disposal IN ('forwarded', 'transferred')),
    addressee TEXT NOT NULL,
    note TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES staff,
    made_at TEXT NOT NULL,
    received_on TEXT,
    their_number TEXT NOT NULL DEFAULT '',
    UNIQUE (year, number)
) STRICT;

CREATE TABLE transfer_item (
    transfer_id INTEGER NOT NULL REFERENCES transfer,
    position INTEGER NOT NULL,
    opinion_id INTEGER NOT NULL,
    PRIMARY KEY (transfer_id, position)
) STRICT;
CREATE INDEX transfer_item_opinion ON transfer_item (opinion_id);
