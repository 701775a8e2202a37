"""Reports: pure functions from an audit report to text."""
