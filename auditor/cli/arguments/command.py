"""The parser of one command."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NoReturn

from auditor.cli.help_format import HelpFormat
from auditor.errors import AuditorError


class CommandParser(argparse.ArgumentParser):
    """argparse, with its complaints raised as the one kind of error that the program reports."""

    def __init__(self, **options: Any) -> None:
        """Take what argparse takes, but for the layout of the help."""
        super().__init__(formatter_class=HelpFormat, allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Raise AuditorError for what is wrong with the command line."""
        raise AuditorError(message, hint=f"see `{self.prog} --help`")


if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[CommandParser]
