"""Mail: raw messages → opinions (``message``), the mailbox (``mailbox``), answers (``compose``, ``smtp``).

Nothing here knows SQL except ``poller`` and ``outbox``, which join these pieces to the store.
"""
