"""Every opinion that may leave the house, with its text and links, for archives and statistics: csv, xlsx, jsonl."""
