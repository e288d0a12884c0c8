"""Socket door of calls."""
