"""The sections of the text report, and the page that they are written on."""
