"""A network and its gradient flow as a picture: text, Mermaid, DOT, SVG."""
