"""A published circular → catalogue: a file → text (`read`), text → entries and facts (`parse`), old against new (`diff`)."""
