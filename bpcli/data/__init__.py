"""The samples of a run, from wherever the config says they come."""
