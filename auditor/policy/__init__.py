"""The one gate between findings and reports: what a policy makes of what was found."""
