"""A language model on the office's own network may look once more at suggestions that are not sure. Off by default.

It may only choose one of the suggestions or none, and must quote the opinion; whatever else comes back, or nothing at
all, leaves the suggestions as they are. Only the worker asks, never a page.
"""
