"""The check of a published vote runs in a real browser: what was published holds, and a changed digit is found."""
