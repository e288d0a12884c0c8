"""The command line: serve, migrate, and what an operator does by hand."""

import os
from datetime import datetime

import click
from flask import Flask

from conference.config import Settings, UnsafeSettings
from conference.desk.creation_actions import make_organiser as make_somebody_organiser
from conference.desk.creation_actions import open_conference_for
from conference.desk.settings import SettingsValues, acronym_from
from conference.errors import ConferenceError, InvalidFields
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


@cli.command("create-conference")
@click.option("--slug", required=True, help="The first part of its addresses, such as my-conference.")
@click.option("--title", required=True)
@click.option("--organiser-email", required=True, help="Who organises it; signs in with a mailed link.")
@click.option("--from", "first", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The first day.")
@click.option("--to", "last", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day.")
@click.option("--timezone", required=True, help="Such as Europe/Brussels.")
def create_conference(  # noqa: PLR0917 - click passes them by name
    slug: str, title: str, organiser_email: str, first: datetime, last: datetime, timezone: str
) -> None:
    """Open a draft conference with an organiser."""
    values = SettingsValues(
        title=title,
        slug=slug,
        acronym=acronym_from(slug),
        starts_on=first.date(),
        ends_on=last.date(),
        timezone=timezone,
    )
    app = _app()
    with app.test_request_context():
        upgrade_schema()
        try:
            open_conference_for(organiser_email, values)
        except ConferenceError as error:
            raise click.ClickException(_in_words(error)) from error
    click.echo(f"{title} is open as a draft at {app.config['BASE_URL']}/{slug}/ for {organiser_email}.")


@cli.command("make-organiser")
@click.option("--slug", required=True, help="The conference's address.")
@click.option("--email", required=True)
def make_organiser(slug: str, email: str) -> None:
    """Make somebody a confirmed organiser of a conference."""
    with _app().test_request_context():
        upgrade_schema()
        try:
            make_somebody_organiser(slug, email)
        except ConferenceError as error:
            raise click.ClickException(_in_words(error)) from error
    click.echo(f"{email} organises {slug}.")


def _in_words(error: ConferenceError) -> str:
    if isinstance(error, InvalidFields):
        return " ".join(f"{field}: {sentence}" for field, sentence in error.fields.items())
    return error.message
