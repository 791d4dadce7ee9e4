"""A public feedback intake service for published rectification circulars.

    submission ─► receive ─► opinion + receipt ─► linker suggests ─► queue ─► a person confirms ─► answer ─► digest
     (channel)   one door     one transaction       with evidence              every act an event            frozen

Imports go downwards only (``tests/test_layers.py`` checks it)::

    8  cli  wsgi
    7  app  worker  server
    6  web/*   channels/mail/poller
    5  channels/*   rerank/*   ocr/*   installation  backups
    4  receive  recusal  absence  enrich  likeness  indexing  triage  desk/*  units/*  ledger/*  instructions
       papers/*  followup
       catalogue  digest/*  accounts  second_factor  bulk  housekeeping  inspection
    3  migrations
    2  store/*   linking/*   circular/*        (SQL | pure | pure)
    1  db  config  receipts  passwords  totp  workdays  text/*
    0  model  duty  errors  clock  ids
"""
