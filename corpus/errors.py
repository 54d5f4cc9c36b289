"""The error tree. Each error answers what the caller can do; only the outermost command turns one into a message.

RatsleseError                 anything that ends a command with exit code 1 and one clear line
├── ArchiveError              the archive is missing, locked, foreign or of a newer version
├── RegistryError             a Kreis, key or taxonomy entry is unknown or ambiguous
├── RuleError                 a rule file is malformed or one of its examples fails
├── QueryError                a search query cannot be read
└── InputError                an input (path, papers.csv, settings) cannot be used at all
"""

from __future__ import annotations


class RatsleseError(Exception):
    """Base of all errors that a user can act on; its message is one line that names the thing and says what to do."""


class ArchiveError(RatsleseError):
    """The archive is missing, locked, foreign or of a newer version."""


class RegistryError(RatsleseError):
    """A Kreis, key or taxonomy entry is unknown or ambiguous."""


class RuleError(RatsleseError):
    """A rule file is malformed or one of its examples fails."""


class QueryError(RatsleseError):
    """A search query cannot be read."""


class InputError(RatsleseError):
    """An input (path, papers.csv, settings) cannot be used at all."""
