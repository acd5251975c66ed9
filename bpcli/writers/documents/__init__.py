"""Documents: what is said of a run, first as parts of any document, then in Markdown or LaTeX."""
