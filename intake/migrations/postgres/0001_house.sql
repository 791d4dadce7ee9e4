-- The first house: everything an opinion needs from the door to the digest.
-- Ids are 63-bit and time-ordered, so that rows keep them when they move to a larger database;
-- uniqueness that must survive partitioning (receipt, submission key, register number) has tables of its own.

CREATE TABLE office (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    key_fingerprint TEXT NOT NULL
);

CREATE TABLE staff (
    id BIGINT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('clerk', 'officer', 'manager', 'administrator')),
    password TEXT NOT NULL,
    disabled BIGINT NOT NULL DEFAULT 0,
    session_epoch BIGINT NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL
);

CREATE TABLE attempt (
    subject TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX attempt_subject ON attempt (subject, at);

CREATE TABLE unit (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE blob (
    sha256 TEXT PRIMARY KEY,
    size_bytes BIGINT NOT NULL,
    created_at TEXT NOT NULL
);

CREATE TABLE blob_chunk (
    sha256 TEXT NOT NULL REFERENCES blob ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (sha256, seq)
);

CREATE TABLE staged_upload (
    token TEXT PRIMARY KEY,
    blob TEXT NOT NULL REFERENCES blob,
    filename TEXT,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX staged_upload_blob ON staged_upload (blob);

CREATE TABLE circular (
    id BIGINT PRIMARY KEY,
    office_id BIGINT NOT NULL REFERENCES office,
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed', 'offline')),
    version BIGINT NOT NULL,
    promises_reply BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE circular_version (
    circular_id BIGINT NOT NULL REFERENCES circular,
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    issuer TEXT NOT NULL,
    facts TEXT NOT NULL,
    text TEXT NOT NULL,
    source_blob TEXT NOT NULL REFERENCES blob,
    source_name TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    imported_by BIGINT REFERENCES staff,
    PRIMARY KEY (circular_id, version)
);

CREATE TABLE issue (
    id BIGINT PRIMARY KEY,
    circular_id BIGINT NOT NULL REFERENCES circular,
    hidden BIGINT NOT NULL DEFAULT 0,
    own_title TEXT
);
CREATE INDEX issue_circular ON issue (circular_id);

CREATE TABLE issue_version (
    circular_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    code TEXT NOT NULL,
    issue_id BIGINT NOT NULL REFERENCES issue,
    position BIGINT NOT NULL,
    parent TEXT,
    level BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('issue', 'section')),
    title TEXT NOT NULL,
    path TEXT NOT NULL,
    text TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    PRIMARY KEY (circular_id, version, kind, code),
    FOREIGN KEY (circular_id, version) REFERENCES circular_version
);
CREATE INDEX issue_version_issue ON issue_version (issue_id);

CREATE TABLE opinion (
    id BIGINT PRIMARY KEY,
    office_id BIGINT NOT NULL REFERENCES office,
    circular_id BIGINT REFERENCES circular,
    channel TEXT NOT NULL CHECK (channel IN ('web', 'email', 'phone', 'letter')),
    origin TEXT NOT NULL,
    status TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    cut BIGINT,
    place TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    phone_hash TEXT,
    email_hash TEXT,
    wants_answer BIGINT NOT NULL,
    happened_on TEXT,
    received_at TEXT NOT NULL,
    registered_at TEXT NOT NULL,
    details TEXT NOT NULL,
    chosen_issue_id BIGINT REFERENCES issue,
    nature TEXT,
    stance TEXT,
    disposal TEXT,
    unit_id BIGINT REFERENCES unit,
    aside_reason TEXT,
    outcome TEXT,
    held TEXT,
    seal TEXT NOT NULL DEFAULT 'none' CHECK (seal IN ('none', 'proposed', 'sealed')),
    urgent BIGINT NOT NULL DEFAULT 0,
    isolated BIGINT NOT NULL DEFAULT 0,
    late BIGINT NOT NULL DEFAULT 0,
    withdrawn_at TEXT,
    entered_by BIGINT REFERENCES staff,
    enriched_at TEXT,
    band TEXT CHECK (band IN ('sure', 'look', 'none'))
);
CREATE INDEX opinion_queue ON opinion (status, received_at, id);
CREATE INDEX opinion_urgent ON opinion (status, received_at, id) WHERE urgent = 1;
CREATE INDEX opinion_received ON opinion (received_at, id);
CREATE INDEX opinion_tally ON opinion (status, isolated, seal, band, channel, unit_id, held);
CREATE INDEX opinion_registered ON opinion (registered_at);
CREATE INDEX opinion_phone ON opinion (phone_hash) WHERE phone_hash IS NOT NULL;
CREATE INDEX opinion_email ON opinion (email_hash) WHERE email_hash IS NOT NULL;

CREATE TABLE register_counter (
    office_id BIGINT NOT NULL REFERENCES office,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (office_id, year)
);

CREATE TABLE register (
    office_id BIGINT NOT NULL,
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    opinion_id BIGINT NOT NULL UNIQUE REFERENCES opinion,
    PRIMARY KEY (office_id, year, number)
);

CREATE TABLE receipt (
    hash TEXT PRIMARY KEY,
    opinion_id BIGINT NOT NULL UNIQUE REFERENCES opinion,
    version BIGINT NOT NULL,
    attempt BIGINT NOT NULL
);

CREATE TABLE submission_key (
    key TEXT PRIMARY KEY,
    opinion_id BIGINT NOT NULL REFERENCES opinion
);
CREATE INDEX submission_key_opinion ON submission_key (opinion_id);

CREATE TABLE attachment (
    opinion_id BIGINT NOT NULL REFERENCES opinion,
    position BIGINT NOT NULL,
    blob TEXT NOT NULL REFERENCES blob,
    filename TEXT,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('attachment', 'raw', 'scan')),
    PRIMARY KEY (opinion_id, position)
);
CREATE INDEX attachment_blob ON attachment (blob);

CREATE TABLE link (
    opinion_id BIGINT NOT NULL REFERENCES opinion,
    issue_id BIGINT NOT NULL REFERENCES issue,
    state TEXT NOT NULL CHECK (state IN ('suggested', 'confirmed', 'rejected')),
    origin TEXT NOT NULL,
    main BIGINT NOT NULL DEFAULT 0,
    rank BIGINT NOT NULL DEFAULT 0,
    probability DOUBLE PRECISION,
    evidence TEXT NOT NULL,
    linked_by BIGINT REFERENCES staff,
    linked_at TEXT NOT NULL,
    PRIMARY KEY (opinion_id, issue_id)
);
CREATE INDEX link_issue ON link (issue_id, state, opinion_id);

CREATE TABLE judgement (
    opinion_id BIGINT PRIMARY KEY REFERENCES opinion,
    related DOUBLE PRECISION NOT NULL,
    abstain BIGINT NOT NULL
);

CREATE TABLE words (
    id BIGINT PRIMARY KEY,
    salt TEXT NOT NULL,
    text TEXT
);

CREATE TABLE event (
    subject_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    staff_id BIGINT REFERENCES staff,
    data TEXT NOT NULL,
    words_id BIGINT REFERENCES words,
    words_digest TEXT,
    hash TEXT NOT NULL,
    PRIMARY KEY (subject_id, seq)
);
CREATE INDEX event_at ON event (at);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;

CREATE TRIGGER event_never_changed BEFORE UPDATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('events are append-only');

CREATE TRIGGER event_never_deleted BEFORE DELETE ON event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('events are append-only');

CREATE TRIGGER event_never_truncated BEFORE TRUNCATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('events are append-only');

CREATE TABLE day_seal (
    day TEXT PRIMARY KEY,
    events BIGINT NOT NULL,
    digest TEXT NOT NULL
);

CREATE TRIGGER day_seal_never_changed BEFORE UPDATE ON day_seal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('seals are append-only');

CREATE TRIGGER day_seal_never_deleted BEFORE DELETE ON day_seal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('seals are append-only');

CREATE TRIGGER day_seal_never_truncated BEFORE TRUNCATE ON day_seal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('seals are append-only');

CREATE TABLE message (
    id BIGINT PRIMARY KEY,
    opinion_id BIGINT NOT NULL REFERENCES opinion,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    state TEXT NOT NULL CHECK (state IN ('received', 'draft', 'released')),
    body TEXT NOT NULL,
    cut BIGINT,
    sender TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    staff_id BIGINT REFERENCES staff
);
CREATE INDEX message_opinion ON message (opinion_id);

CREATE TABLE job (
    opinion_id BIGINT NOT NULL REFERENCES opinion,
    kind TEXT NOT NULL,
    due_at TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    error TEXT,
    PRIMARY KEY (opinion_id, kind)
);
CREATE INDEX job_due ON job (due_at);

CREATE TABLE outbox (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    opinion_id BIGINT REFERENCES opinion,
    message_id BIGINT REFERENCES message,
    digest_id BIGINT,
    recipient TEXT NOT NULL,
    recipient_hash TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    carried_by BIGINT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'withdrawn')),
    due_at TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    error TEXT,
    created_at TEXT NOT NULL,
    sent_at TEXT
);
CREATE INDEX outbox_due ON outbox (state, due_at);
CREATE INDEX outbox_recipient ON outbox (recipient_hash, created_at);
CREATE UNIQUE INDEX outbox_token ON outbox (token_hash);
CREATE INDEX outbox_message ON outbox (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE mail (
    mailbox TEXT NOT NULL,
    uidvalidity BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('taken', 'duplicate', 'kept', 'failed')),
    kind TEXT,
    reason TEXT,
    content TEXT NOT NULL,
    message_id TEXT,
    blob TEXT REFERENCES blob,
    opinion_id BIGINT REFERENCES opinion,
    received_at TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (mailbox, uidvalidity, uid)
);
CREATE INDEX mail_content ON mail (content);
CREATE INDEX mail_blob ON mail (blob);

CREATE TABLE heartbeat (
    name TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    error TEXT
);

CREATE TABLE digest (
    id BIGINT PRIMARY KEY,
    office_id BIGINT NOT NULL REFERENCES office,
    period TEXT NOT NULL,
    circular_id BIGINT NOT NULL DEFAULT 0,
    number BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 0,
    snapshot TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    issued_by BIGINT REFERENCES staff,
    UNIQUE (office_id, period, circular_id),
    UNIQUE (office_id, number)
);

CREATE TABLE digest_form (
    digest_id BIGINT NOT NULL REFERENCES digest,
    format TEXT NOT NULL,
    blob TEXT NOT NULL REFERENCES blob,
    PRIMARY KEY (digest_id, format)
);
