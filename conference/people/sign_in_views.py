"""HTTP door of signing in and out."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference.errors import ConferenceError
from conference.extensions import limiter
from conference.people.account_forms import ButtonForm, LinkForm, PasswordSignInForm
from conference.people.blueprint import blueprint
from conference.people.identity import begin_session, current_account, end_session, open_to_all
from conference.people.models import Account
from conference.people.password_actions import sign_in_with_password
from conference.people.rules import normal_email
from conference.people.sign_in import own_path
from conference.people.sign_in_actions import LinkSpent, ask_for_link, email_of_link, use_link

LINKS_PER_SOURCE = "20 per 15 minutes; 60 per hour"
# A link cannot be guessed, and a whole hall may stand behind one address.
LINKS_USED_PER_SOURCE = "3000 per 15 minutes"
TRIES_PER_SOURCE = "30 per 15 minutes"
TRIES_PER_ADDRESS = "10 per 15 minutes"


def _typed_address() -> str:
    return "address:" + normal_email(request.form.get("email", ""))


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(LINKS_PER_SOURCE, methods=["POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Ask for a link, or for a password. Whatever exists under an address, the answer is the same."""
    form = LinkForm(next=own_path(request.args.get("next", "")))
    if current_account() is not None and request.method == "GET":
        return redirect(form.next.data or url_for("people.account_page"))
    if form.validate_on_submit():
        email = form.email.data or ""
        try:
            ask_for_link(email, form.next.data or "")
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            session["asked_for"] = [normal_email(email), form.next.data or ""]
            return redirect(url_for("people.link_sent"))
    password_form = PasswordSignInForm(formdata=None, email=form.email.data, next=form.next.data)
    return _sign_in_page(form, password_form, uses_password=False)


@blueprint.post("/sign-in/password")
@limiter.limit(TRIES_PER_SOURCE)
@limiter.limit(TRIES_PER_ADDRESS, key_func=_typed_address)
@open_to_all
def sign_in_by_password() -> ResponseReturnValue:
    """Sign in with a password."""
    form = PasswordSignInForm()
    if form.validate_on_submit():
        try:
            account = sign_in_with_password(form.email.data or "", form.password.data or "")
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            return _welcome(account, form.next.data or "")
    link_form = LinkForm(formdata=None, email=form.email.data, next=form.next.data)
    return _sign_in_page(link_form, form, uses_password=True)


def _sign_in_page(form: LinkForm, password_form: PasswordSignInForm, *, uses_password: bool) -> ResponseReturnValue:
    page = render_template("people/sign_in.html", form=form, password_form=password_form, uses_password=uses_password)
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/sign-in/sent")
@open_to_all
def link_sent() -> ResponseReturnValue:
    """Say where to look now."""
    if "asked_for" not in session:
        return redirect(url_for("people.sign_in"))
    email, next_path = session["asked_for"]
    form = LinkForm(formdata=None, email=email, next=next_path)
    return render_template("people/link_sent.html", email=email, form=form)


@blueprint.route("/sign-in/<token>", methods=["GET", "POST"], endpoint="use_link")
@limiter.limit(LINKS_USED_PER_SOURCE)
@open_to_all
def use_link_page(token: str) -> ResponseReturnValue:
    """Show a button, because programs that look after mailboxes open every link; only the button signs in."""
    try:
        if not ButtonForm().validate_on_submit():
            return _private(render_template("people/use_link.html", email=email_of_link(token)))
        signed_in = use_link(token)
    except LinkSpent as spent:
        return _spent(spent)
    return _welcome(signed_in.account, signed_in.next_path, by_link=True)


def _spent(spent: LinkSpent) -> ResponseReturnValue:
    account = current_account()
    if account is not None and account.email == spent.email:
        # The link did its work already; the page was reloaded, or the mail opened again.
        return redirect(own_path(spent.next_path) or url_for("agenda.front_page"))
    form = LinkForm(formdata=None, email=spent.email, next=spent.next_path)
    return _private(render_template("people/link_spent.html", reason=spent.message, form=form), spent.status)


def _private(page: str, status: int = 200) -> ResponseReturnValue:
    # The address is a secret: it goes into no cache and to no other page.
    return page, status, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def _welcome(account: Account, next_path: str, *, by_link: bool = False) -> ResponseReturnValue:
    begin_session(account, by_link=by_link)
    flash(_("You are signed in as %(email)s.", email=account.email), "success")
    return redirect(own_path(next_path) or url_for("agenda.front_page"))


@blueprint.route("/sign-out", methods=["GET", "POST"])
@open_to_all
def sign_out() -> ResponseReturnValue:
    """Sign out in this browser. A link alone does not: it leads to where the buttons are."""
    if request.method != "POST":
        return redirect(url_for("people.account_page"))
    end_session()
    flash(_("You are signed out."), "success")
    return redirect(url_for("agenda.front_page"))
