"""A trace out of someone's PyTorch: the same names and layout, the numbers are theirs.

``capture`` is the door, and imports PyTorch when it is called. Behind it: ``layers`` says which models
can be traced, ``functions`` sees losses, activations and backward() as they are called, ``passes`` keeps
a forward pass and its gradients, ``steps`` names them as a trace does, ``recorder`` ties it to a model.
"""
