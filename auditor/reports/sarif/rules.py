"""The rules with their manual pages, as a SARIF tool describes itself."""

from __future__ import annotations

import re

from auditor.model.finding import Rule
from auditor.reports.sarif.parts import Configuration, Message, RuleDescriptor

_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_LONG_QUOTE = re.compile(r"``\s?(.+?)\s?``", re.DOTALL)


def descriptor(rule: Rule) -> RuleDescriptor:
    """A rule; its help is the manual page without the summary, which stands above it."""
    body = rule.manual.partition("\n")[2].strip() or rule.summary
    return RuleDescriptor(
        id=rule.id,
        name="".join(word.capitalize() for word in rule.id.split("-")),
        short_description=Message(_plain(rule.summary)),
        full_description=Message(_plain(_first_paragraph(body))),
        help=Message(_plain(body), markdown=f"{body}\n"),
        default_configuration=Configuration(rule.level.label),
    )


def _first_paragraph(body: str) -> str:
    """What the rule detects, on one line."""
    paragraphs = (" ".join(one.split()) for one in body.split("\n\n"))
    return next((one for one in paragraphs if not _HEADING.match(one)), body)


def _plain(markdown: str) -> str:
    """The small Markdown of manual pages without its marks: headings are lines, long quotes are short ones."""
    return _LONG_QUOTE.sub(lambda found: f'"{found[1].replace("`", "")}"', _HEADING.sub("", markdown))
