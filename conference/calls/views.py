"""HTTP door of calls."""
