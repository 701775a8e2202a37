"""The report as a comment: Markdown that GitHub and GitLab render."""
