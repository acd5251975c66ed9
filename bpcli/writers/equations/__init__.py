"""The trace as equations: each with the matrices it is made of, set as its formula sets them."""
