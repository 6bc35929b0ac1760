"""What can be wrong with the corpus."""

from __future__ import annotations


class CorpusError(Exception):
    """A file of the corpus can't be used; the message names the file, what was read and what is expected.

    Seen by whoever edits or installs a corpus, on the command line.
    """
