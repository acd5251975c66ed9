"""A training step on one sheet: forward from left to right, the backward pass under it, then parameters and updates."""
