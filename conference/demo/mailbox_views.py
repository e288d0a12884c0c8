"""HTTP door of the demo's mailbox: every mail that was written, whoever it is for."""

from flask import Response, render_template, request
from flask_babel import gettext as _
from sqlalchemy import func, select

from conference.demo.blueprint import blueprint
from conference.errors import NotFound
from conference.extensions import db
from conference.mail import Mail
from conference.people.identity import open_to_all
from conference.people.rules import normal_email

ON_A_PAGE = 50
# A mail brings its own styles and nothing else. It stands in a frame, out of which only a pressed link leads.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


@blueprint.get("/demo/mail")
@open_to_all
def mailbox() -> str:
    """List the mails, newest first; `to` keeps those for one address."""
    recipient = normal_email(request.args.get("to", ""))
    chosen = Mail.recipient.contains(recipient, autoescape=True)
    total = db.session.scalar(select(func.count()).select_from(Mail).where(chosen)) or 0
    pages = max(1, -(-total // ON_A_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    newest = select(Mail).where(chosen).order_by(Mail.id.desc()).limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)
    return render_template(
        "demo/mailbox.html",
        mails=db.session.scalars(newest).all(),
        recipient=recipient,
        page=page,
        pages=pages,
        total=total,
    )


@blueprint.get("/demo/mail/<int:mail_id>")
@open_to_all
def mail_page(mail_id: int) -> str:
    """Show one mail, as text and as HTML."""
    return render_template("demo/mail.html", mail=_mail(mail_id))


@blueprint.get("/demo/mail/<int:mail_id>/html")
@open_to_all
def mail_html(mail_id: int) -> Response:
    """Give the HTML part alone, for the frame."""
    html = _mail(mail_id).html.replace("<head>", '<head><base target="_top">', 1)
    return Response(html, headers={"Content-Security-Policy": POLICY})


def _mail(mail_id: int) -> Mail:
    mail = db.session.get(Mail, mail_id)
    if mail is None:
        raise NotFound(_("There is no such mail."))
    return mail
