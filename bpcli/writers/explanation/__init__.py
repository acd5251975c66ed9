"""An explanation as it stands at the board: in the terminal, in Markdown, in LaTeX, as JSON."""
