"""Text in scanned letters, read by Tesseract where it is installed: a proposal for who types, never the record."""
