"""HTTP door of the demo."""
