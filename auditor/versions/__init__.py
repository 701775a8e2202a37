"""The two versions that a diff is about into reports: files are read, revisions and the working tree audited alike."""
