"""Audits of what lies in a private folder as if it were in the user's place."""
