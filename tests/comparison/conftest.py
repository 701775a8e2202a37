"""Projects that the tests of the command line run in."""

from tests.cli.conftest import faulty

__all__ = ["faulty"]
