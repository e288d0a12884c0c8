"""HTTP door of the account: password, sessions, the copy of one's data, the end."""

from flask import Response, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import clock
from conference.errors import ConferenceError, SignInNeeded
from conference.extensions import db, dump_json, limiter
from conference.people.account_actions import delete_account, end_all_sessions, my_conferences, sole_organiser_of
from conference.people.account_forms import DeleteAccountForm, PasswordForm, RemovePasswordForm
from conference.people.blueprint import blueprint
from conference.people.held_data import held_data
from conference.people.identity import current_account, end_session, renew_session, signed_in
from conference.people.models import Account
from conference.people.password_actions import remove_password, set_password
from conference.people.sign_in import is_fresh

# Guessing the current password with a stolen session is as slow as guessing it on the sign-in page.
TRIES = "10 per 15 minutes"


def _me() -> Account:
    account = current_account()
    if account is None:
        raise SignInNeeded(_("Please sign in first."))
    return account


def _key() -> str:
    account = current_account()
    return f"account:{account.id if account else 0}"


def _fresh() -> bool:
    return is_fresh(session.get("link_at"), clock.now())


@blueprint.get("/account")
@signed_in
def account_page() -> ResponseReturnValue:
    """Show all that belongs to the account."""
    return _page()


def _page(
    password_form: PasswordForm | None = None, remove_form: RemovePasswordForm | None = None, status: int = 200
) -> ResponseReturnValue:
    account = _me()
    page = render_template(
        "people/account.html",
        mine=my_conferences(account.id),
        has_password=account.password_hash is not None,
        fresh=_fresh(),
        password_form=password_form or PasswordForm(formdata=None),
        remove_form=remove_form or RemovePasswordForm(formdata=None),
    )
    return page, status


@blueprint.post("/account/password")
@limiter.limit(TRIES, key_func=_key)
@signed_in
def change_password() -> ResponseReturnValue:
    """Set or change the password; the other browsers are signed out."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            account = set_password(
                _me().id,
                form.new_password.data or "",
                current=form.current_password.data or "",
                is_fresh=_fresh(),
            )
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            renew_session(account)
            flash(_("Your password is kept. All other browsers are signed out."), "success")
            return redirect(url_for("people.account_page"))
    return _page(password_form=form, status=422)


@blueprint.post("/account/password/remove")
@limiter.limit(TRIES, key_func=_key)
@signed_in
def forget_password() -> ResponseReturnValue:
    """Remove the password; the other browsers are signed out."""
    form = RemovePasswordForm()
    if form.validate_on_submit():
        try:
            account = remove_password(_me().id, current=form.current_password.data or "", is_fresh=_fresh())
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            renew_session(account)
            flash(_("Your password is gone: from now on, mailed links sign you in."), "success")
            return redirect(url_for("people.account_page"))
    return _page(remove_form=form, status=422)


@blueprint.post("/account/sign-out-others")
@signed_in
def sign_out_others() -> ResponseReturnValue:
    """End every session but this one."""
    renew_session(end_all_sessions(_me().id))
    flash(_("All other browsers are signed out."), "success")
    return redirect(url_for("people.account_page"))


@blueprint.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session, this one too."""
    end_all_sessions(_me().id)
    end_session()
    flash(_("You are signed out in every browser."), "success")
    return redirect(url_for("agenda.front_page"))


@blueprint.get("/account/data")
@signed_in
def account_data() -> ResponseReturnValue:
    """Give a copy of all that is held about the person."""
    return Response(
        dump_json(held_data(_me().id)),
        mimetype="application/json",
        headers={
            "Content-Disposition": 'attachment; filename="my-data.json"',
            "Cache-Control": "no-store",
        },
    )


@blueprint.route("/account/delete", methods=["GET", "POST"])
@signed_in
def delete_account_page() -> ResponseReturnValue:
    """Say what goes and what stays, and delete when the address was typed."""
    form = DeleteAccountForm()
    if form.validate_on_submit():
        try:
            delete_account(_me().id, form.email.data or "")
        except ConferenceError as error:
            db.session.rollback()
            form.add_refusal(error)
        else:
            end_session()
            flash(_("Your account is deleted. Thank you for having been with us."), "success")
            return redirect(url_for("agenda.front_page"))
    alone = sole_organiser_of(_me().id)
    page = render_template("people/delete_account.html", form=form, alone=alone, mine=my_conferences(_me().id))
    return page, 422 if form.is_submitted() else 200
