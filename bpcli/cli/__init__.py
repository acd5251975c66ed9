"""The command line: each command loads, calls and renders."""
