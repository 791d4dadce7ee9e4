"""Which entries of a circular an opinion is about, and the words that say so. Pure: no database, no clock."""
