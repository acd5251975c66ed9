"""A trace that was written before, read back step by step: the same records as a run's own."""
