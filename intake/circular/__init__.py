"""A published circular → catalogue: file → text (`read`), text → entries and facts (`parse`), old and new (`diff`)."""
