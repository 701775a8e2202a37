"""The report as SARIF 2.1.0, the format in which code scanning takes findings."""
