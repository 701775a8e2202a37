"""The report as one self-contained page: an audit becomes a view model of plain data, templates become HTML."""
