"""What a run looks like from outside: records come in, text goes out."""
