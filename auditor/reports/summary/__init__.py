"""What every report for people says of an audit, worked out once and without any layout."""
