"""Pitches for contact: who presents what on the stage, and who wants to hear more."""
