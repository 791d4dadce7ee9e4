-- The first house: everything an opinion needs from the door to the digest.
-- Ids are 63-bit and time-ordered, so that rows keep them when they move to a larger database;
-- uniqueness that must survive partitioning (receipt, submission key, register number) has tables of its own.

CREATE TABLE office (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    key_fingerprint TEXT NOT NULL
) STRICT;

CREATE TABLE staff (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('clerk', 'officer', 'manager', 'administrator')),
    password TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    session_epoch INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE attempt (
    subject TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX attempt_subject ON attempt (subject, at);

CREATE TABLE unit (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE blob (
    sha256 TEXT PRIMARY KEY,
    size_bytes INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE blob_chunk (
    sha256 TEXT NOT NULL REFERENCES blob ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (sha256, seq)
) STRICT;

CREATE TABLE staged_upload (
    token TEXT PRIMARY KEY,
    blob TEXT NOT NULL REFERENCES blob,
    filename TEXT,
    media_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX staged_upload_blob ON staged_upload (blob);

CREATE TABLE circular (
    id INTEGER PRIMARY KEY,
    office_id INTEGER NOT NULL REFERENCES office,
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed', 'offline')),
    version INTEGER NOT NULL,
    promises_reply INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE circular_version (
    circular_id INTEGER NOT NULL REFERENCES circular,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    issuer TEXT NOT NULL,
    facts TEXT NOT NULL,
    text TEXT NOT NULL,
    source_blob TEXT NOT NULL REFERENCES blob,
    source_name TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    imported_by INTEGER REFERENCES staff,
    PRIMARY KEY (circular_id, version)
) STRICT;

CREATE TABLE issue (
    id INTEGER PRIMARY KEY,
    circular_id INTEGER NOT NULL REFERENCES circular,
    hidden INTEGER NOT NULL DEFAULT 0,
    own_title TEXT
) STRICT;
CREATE INDEX issue_circular ON issue (circular_id);

CREATE TABLE issue_version (
    circular_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    issue_id INTEGER NOT NULL REFERENCES issue,
    position INTEGER NOT NULL,
    parent TEXT,
    level INTEGER NOT NULL,
    leaf INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('issue', 'section')),
    title TEXT NOT NULL,
    path TEXT NOT NULL,
    text TEXT NOT NULL,
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL,
    PRIMARY KEY (circular_id, version, kind, code),
    FOREIGN KEY (circular_id, version) REFERENCES circular_version
) STRICT;
CREATE INDEX issue_version_issue ON issue_version (issue_id);

CREATE TABLE opinion (
    id INTEGER PRIMARY KEY,
    office_id INTEGER NOT NULL REFERENCES office,
    circular_id INTEGER REFERENCES circular,
    channel TEXT NOT NULL CHECK (channel IN ('web', 'email', 'phone', 'letter')),
    origin TEXT NOT NULL,
    status TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    cut INTEGER,
    place TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    phone_hash TEXT,
    email_hash TEXT,
    wants_answer INTEGER NOT NULL,
    happened_on TEXT,
    received_at TEXT NOT NULL,
    registered_at TEXT NOT NULL,
    details TEXT NOT NULL,
    chosen_issue_id INTEGER REFERENCES issue,
    nature TEXT,
    stance TEXT,
    disposal TEXT,
    unit_id INTEGER REFERENCES unit,
    aside_reason TEXT,
    outcome TEXT,
    held TEXT,
    seal TEXT NOT NULL DEFAULT 'none' CHECK (seal IN ('none', 'proposed', 'sealed')),
    urgent INTEGER NOT NULL DEFAULT 0,
    isolated INTEGER NOT NULL DEFAULT 0,
    late INTEGER NOT NULL DEFAULT 0,
    withdrawn_at TEXT,
    entered_by INTEGER REFERENCES staff,
    enriched_at TEXT,
    band TEXT CHECK (band IN ('sure', 'look', 'none'))
) STRICT;
CREATE INDEX opinion_queue ON opinion (status, received_at, id);
CREATE INDEX opinion_urgent ON opinion (status, received_at, id) WHERE urgent = 1;
CREATE INDEX opinion_received ON opinion (received_at, id);
CREATE INDEX opinion_tally ON opinion (status, isolated, seal, band, channel, unit_id, held);
CREATE INDEX opinion_registered ON opinion (registered_at);
CREATE INDEX opinion_phone ON opinion (phone_hash) WHERE phone_hash IS NOT NULL;
CREATE INDEX opinion_email ON opinion (email_hash) WHERE email_hash IS NOT NULL;

CREATE TABLE register_counter (
    office_id INTEGER NOT NULL REFERENCES office,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (office_id, year)
) STRICT;

CREATE TABLE register (
    office_id INTEGER NOT NULL,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    opinion_id INTEGER NOT NULL UNIQUE REFERENCES opinion,
    PRIMARY KEY (office_id, year, number)
) STRICT;

CREATE TABLE receipt (
    hash TEXT PRIMARY KEY,
    opinion_id INTEGER NOT NULL UNIQUE REFERENCES opinion,
    version INTEGER NOT NULL,
    attempt INTEGER NOT NULL
) STRICT;

CREATE TABLE submission_key (
    key TEXT PRIMARY KEY,
    opinion_id INTEGER NOT NULL REFERENCES opinion
) STRICT;
CREATE INDEX submission_key_opinion ON submission_key (opinion_id);

CREATE TABLE attachment (
    opinion_id INTEGER NOT NULL REFERENCES opinion,
    position INTEGER NOT NULL,
    blob TEXT NOT NULL REFERENCES blob,
    filename TEXT,
    media_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('attachment', 'raw', 'scan')),
    PRIMARY KEY (opinion_id, position)
) STRICT;
CREATE INDEX attachment_blob ON attachment (blob);

CREATE TABLE link (
    opinion_id INTEGER NOT NULL REFERENCES opinion,
    issue_id INTEGER NOT NULL REFERENCES issue,
    state TEXT NOT NULL CHECK (state IN ('suggested', 'confirmed', 'rejected')),
    origin TEXT NOT NULL,
    main INTEGER NOT NULL DEFAULT 0,
    rank INTEGER NOT NULL DEFAULT 0,
    probability REAL,
    evidence TEXT NOT NULL,
    linked_by INTEGER REFERENCES staff,
    linked_at TEXT NOT NULL,
    PRIMARY KEY (opinion_id, issue_id)
) STRICT;
CREATE INDEX link_issue ON link (issue_id, state, opinion_id);

CREATE TABLE judgement (
    opinion_id INTEGER PRIMARY KEY REFERENCES opinion,
    related REAL NOT NULL,
    abstain INTEGER NOT NULL
) STRICT;

CREATE TABLE words (
    id INTEGER PRIMARY KEY,
    salt TEXT NOT NULL,
    text TEXT
) STRICT;

CREATE TABLE event (
    subject_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    staff_id INTEGER REFERENCES staff,
    data TEXT NOT NULL,
    words_id INTEGER REFERENCES words,
    words_digest TEXT,
    hash TEXT NOT NULL,
    PRIMARY KEY (subject_id, seq)
) STRICT;
CREATE INDEX event_at ON event (at);

CREATE TRIGGER event_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TRIGGER event_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TRIGGER event_never_replaced BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE subject_id = NEW.subject_id AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TABLE day_seal (
    day TEXT PRIMARY KEY,
    events INTEGER NOT NULL,
    digest TEXT NOT NULL
) STRICT;

CREATE TRIGGER day_seal_never_changed BEFORE UPDATE ON day_seal
BEGIN SELECT RAISE(ABORT, 'seals are append-only'); END;

CREATE TRIGGER day_seal_never_deleted BEFORE DELETE ON day_seal
BEGIN SELECT RAISE(ABORT, 'seals are append-only'); END;

CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    opinion_id INTEGER NOT NULL REFERENCES opinion,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    state TEXT NOT NULL CHECK (state IN ('received', 'draft', 'released')),
    body TEXT NOT NULL,
    cut INTEGER,
    sender TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    staff_id INTEGER REFERENCES staff
) STRICT;
CREATE INDEX message_opinion ON message (opinion_id);

CREATE TABLE job (
    opinion_id INTEGER NOT NULL REFERENCES opinion,
    kind TEXT NOT NULL,
    due_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    PRIMARY KEY (opinion_id, kind)
) STRICT;
CREATE INDEX job_due ON job (due_at);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    opinion_id INTEGER REFERENCES opinion,
    message_id INTEGER REFERENCES message,
    digest_id INTEGER,
    recipient TEXT NOT NULL,
    recipient_hash TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    carried_by INTEGER,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'withdrawn')),
    due_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    created_at TEXT NOT NULL,
    sent_at TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox (state, due_at);
CREATE INDEX outbox_recipient ON outbox (recipient_hash, created_at);
CREATE UNIQUE INDEX outbox_token ON outbox (token_hash);
CREATE INDEX outbox_message ON outbox (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE mail (
    mailbox TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('taken', 'duplicate', 'kept', 'failed')),
    kind TEXT,
    reason TEXT,
    content TEXT NOT NULL,
    message_id TEXT,
    blob TEXT REFERENCES blob,
    opinion_id INTEGER REFERENCES opinion,
    received_at TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (mailbox, uidvalidity, uid)
) STRICT;
CREATE INDEX mail_content ON mail (content);
CREATE INDEX mail_blob ON mail (blob);

CREATE TABLE heartbeat (
    name TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    error TEXT
) STRICT;

CREATE TABLE digest (
    id INTEGER PRIMARY KEY,
    office_id INTEGER NOT NULL REFERENCES office,
    period TEXT NOT NULL,
    circular_id INTEGER NOT NULL DEFAULT 0,
    number INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    snapshot TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    issued_by INTEGER REFERENCES staff,
    UNIQUE (office_id, period, circular_id),
    UNIQUE (office_id, number)
) STRICT;

CREATE TABLE digest_form (
    digest_id INTEGER NOT NULL REFERENCES digest,
    format TEXT NOT NULL,
    blob TEXT NOT NULL REFERENCES blob,
    PRIMARY KEY (digest_id, format)
) STRICT;
