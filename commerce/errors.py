"""The one exception whose text is written for the person at the command line."""


class UserError(Exception):
    """Something the user can mend; its message is one clear sentence, shown without a traceback."""
