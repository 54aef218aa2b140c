"""Everything that Gouji raises on purpose.

GoujiError
├── DocumentError          this one file cannot become a record; the batch goes on
│   ├── UnsupportedFormat  not a kind of file that is read (PDF, .doc, an image, ...)
│   ├── Malformed          the kind is known, the content is broken or hostile
│   ├── TooLarge           over a limit, told with the limit
│   ├── CutShort           its process took too much or died: the next run may do better
│   └── UnknownForm        readable, but no report of a known form
├── FormError              a form's own TOML is wrong
├── ConfigError            gouji.toml, an environment variable or a flag is wrong
├── ModelError             a language model gave no usable answer; the document keeps the rest
│   └── BudgetSpent        the next call might cost more than is allowed
└── StoreError             a database is missing, locked or of another version
    ├── NotStored          it has no record of this number
    ├── NotRepeatable      a record cannot be made again from what was kept
    └── Superseded         people decided something meanwhile
"""


class GoujiError(Exception):
    """A problem told in words for the user: what, where and what to do."""


class DocumentError(GoujiError):
    """One document cannot be read. `reason` says why, `remedy` what would help."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason, remedy)
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason} ({self.remedy})" if self.remedy else self.reason


class UnsupportedFormat(DocumentError):
    """The content is of a kind that is not read."""


class Malformed(DocumentError):
    """The content is of a known kind, but damaged or built to do harm."""


class TooLarge(DocumentError):
    """The content exceeds a limit."""


class CutShort(DocumentError):
    """Reading it was ended from outside: at a limit of time or memory, or by a death."""


class UnknownForm(DocumentError):
    """The content is readable, but its labels are those of no known form."""


class FormError(GoujiError):
    """A form's data is not what it must be."""


class ConfigError(GoujiError):
    """What the user set up cannot be used: which setting, where, and what would be right."""


class ModelError(GoujiError):
    """A call to a language model came to nothing."""


class BudgetSpent(ModelError):
    """The next call might cost more than is left of the budget."""


class StoreError(GoujiError):
    """A database cannot be used."""


class NotStored(StoreError):
    """A database has no such record."""


class NotRepeatable(StoreError):
    """A record cannot be made again from what was kept: read the file anew."""


class Superseded(StoreError):
    """A record was made without decisions that were taken meanwhile: make it again."""
