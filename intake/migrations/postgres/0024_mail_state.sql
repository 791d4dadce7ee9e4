-- The ledger of the mailboxes is read by what became of the messages.
CREATE INDEX mail_state ON mail (state, at, uid);
