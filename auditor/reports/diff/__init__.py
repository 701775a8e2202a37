"""What changed between two reports, in every format: one outline in words, and how each format shows it."""
