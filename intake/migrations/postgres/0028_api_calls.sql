-- The calls of a key in the hour (counted since 1970) in which it last called: one row to change, however many calls.

ALTER TABLE api_key ADD COLUMN hour BIGINT NOT NULL DEFAULT 0;
ALTER TABLE api_key ADD COLUMN calls BIGINT NOT NULL DEFAULT 0;
