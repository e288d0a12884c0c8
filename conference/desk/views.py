"""HTTP door of desk."""
