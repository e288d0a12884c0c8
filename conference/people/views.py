"""HTTP door of people."""
