"""A page's own Content-Security-Policy: its style and its script by their hashes, nothing else at all."""

from __future__ import annotations

import base64
import hashlib


def policy(style: str, script: str) -> str:
    """The policy of a page with exactly this style and this script."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def style_policy(style: str) -> str:
    """The policy of a page with this style and no script."""
    return f"default-src 'none'; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
