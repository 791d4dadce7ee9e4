"""The outside world → Submission: the web form, the desk, mail. No SQL but in the poller and the outbox of mail."""
