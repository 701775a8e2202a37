"""How `--help` is laid out: the same on every Python, options spelled as Cargo's help spells them."""

from __future__ import annotations

import argparse

WIDTH = 80
_COLUMN = 29
"""Where the explanations begin."""


class HelpFormat(argparse.RawDescriptionHelpFormatter):
    """argparse's layout with `-p, --package SPEC` for `-p SPEC, --package SPEC`."""

    def __init__(self, prog: str) -> None:
        """Take a fixed width: help is read in pipes and pasted into documents, too."""
        super().__init__(prog, max_help_position=_COLUMN, width=WIDTH)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings or action.nargs == 0:
            return super()._format_action_invocation(action)
        value = self._format_args(action, self._get_default_metavar_for_optional(action))
        return f"{', '.join(action.option_strings)} {value}"
