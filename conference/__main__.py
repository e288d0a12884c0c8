"""The `conference` command. gevent is patched in before anything else is imported."""

from gevent import monkey

monkey.patch_all()

from conference.cli import cli  # noqa: E402 - nothing may be imported before the patch


def main() -> None:
    """Run the command line."""
    cli()


if __name__ == "__main__":
    main()
