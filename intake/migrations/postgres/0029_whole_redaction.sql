-- Redactions of all that a sender wrote: files and contacts go with the words when they are deleted.

ALTER TABLE redaction ADD COLUMN whole BIGINT NOT NULL DEFAULT 0;
