"""HTTP door of agenda."""
