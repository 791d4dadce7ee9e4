-- Lists of the queue that staff come back to, under a name; what they are narrowed to is the query of an address.

CREATE TABLE saved_view (
    id INTEGER PRIMARY KEY,
    staff_id INTEGER NOT NULL REFERENCES staff,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    shared INTEGER NOT NULL,
    UNIQUE (staff_id, name)
) STRICT;
