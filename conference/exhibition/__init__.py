"""The virtual exhibition: its halls and booths, who stands at them, who comes, and what becomes of it."""
