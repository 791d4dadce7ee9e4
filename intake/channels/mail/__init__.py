"""Mail, in and out::

    mailbox ─► poller ─► sandbox(message) ─► submission ─► filing ─► register and ledger
     (IMAP)     order      bytes → Mail       what it is     one transaction

    outbox ─► letters ─► compose ─► smtp
     leased    words       headers    one message

``answered`` finds what an answer answers, ``ledger`` and ``watch`` whether all is there and goes on.

Pure: ``message*``, ``submission``, ``compose``, ``facts``. The store is known to ``filing``, ``answered``, ``letters``,
``ledger``, ``outbox``, ``poller`` and ``watch`` only.
"""
