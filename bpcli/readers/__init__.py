"""What a run can be asked for: its trace, its training."""
