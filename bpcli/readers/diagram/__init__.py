"""A network and one of its training steps as a graph: neurons and weights, and how the gradient finds its way back."""
