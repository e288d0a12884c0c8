"""Loads the demo."""


def load_demo() -> None:
    """Load what is not there yet."""
