"""The command line: serve, migrate, and what an operator does by hand."""

import os

import click
from flask import Flask

from conference.config import Settings, UnsafeSettings
from conference.factory import create_app
from conference.schema import upgrade_schema
from conference.server import main as serve_for_ever


def _app() -> Flask:
    try:
        return create_app(Settings.from_environment(os.environ))
    except UnsafeSettings as error:
        raise click.ClickException(str(error)) from error


@click.group(invoke_without_command=True)
@click.pass_context
def cli(context: click.Context) -> None:
    """Run conferences. Without a command, serve."""
    if context.invoked_subcommand is None:
        raise SystemExit(serve_for_ever())


@cli.command()
def serve() -> None:
    """Serve on HOST and PORT (127.0.0.1:5000); creates and migrates the database first."""
    raise SystemExit(serve_for_ever())


@cli.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    with _app().app_context():
        upgrade_schema()
    click.echo("The database is up to date.")
