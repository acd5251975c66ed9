"""A user's own numbers held against the trace: what is wrong first, and which mistake made it."""
