"""What can go wrong, one sentence each; the web and the command line translate these, nobody else."""


class IntakeError(Exception):
    """The base of every error this service raises on purpose."""


class ConfigError(IntakeError):
    """A setting is unknown, malformed or missing; the message names it."""


class NotFound(IntakeError):
    """Nothing is stored under what was asked for."""


class Conflict(IntakeError):
    """Somebody else changed the same thing first; the message says what they did."""


class Invalid(IntakeError):
    """What was entered cannot be taken as it is; the message says why, in the user's language."""


class Refused(IntakeError):
    """The person may not do this."""


class Unreadable(IntakeError):
    """A file or a message cannot be read as what it claims to be."""


class DatabaseError(IntakeError):
    """The database is missing, older or newer than this code, or not ours."""
