"""A training step as a list of equations: built from a config, bound to arrays, run."""
