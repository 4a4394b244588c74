"""The errors of landing: one for the run, one for a spec, one for a single file."""


class LandingError(Exception):
    """The run cannot start or must not publish. The text is one sentence for a person."""


class SpecError(LandingError):
    """A report spec is wrong; the text names the spec file and the entry."""


class FileRejected(Exception):
    """One input file cannot be landed; the others can.

    reason: upper-case code kept in quarantine (EMPTY, ENCODING, WRONG_SCHEMA, TRUNCATED, ...).
    sentence: what is wrong, without the file name in front.
    help: how to get a good file, or ''.
    """

    def __init__(self, reason: str, sentence: str, help: str = "") -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence
        self.help = help

    def __reduce__(self):
        return (FileRejected, (self.reason, self.sentence, self.help))
