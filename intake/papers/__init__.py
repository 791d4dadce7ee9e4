"""Papers that the office hands out one by one: slips, letters, lists, workbooks. Pure."""
