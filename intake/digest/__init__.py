"""A period → snapshot → json, csv, xlsx, docx, html; frozen once it is issued."""
