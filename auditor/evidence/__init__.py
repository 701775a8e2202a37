"""What findings ask of the evidence, and how they put it into words: places, flags, failures, remedies."""
