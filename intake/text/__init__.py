"""Pure functions on text; none knows what the text is for."""
