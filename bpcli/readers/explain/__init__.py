"""The arithmetic of one entry of a trace, as a teacher writes it at the board."""
