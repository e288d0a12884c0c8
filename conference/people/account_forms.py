"""The shape of what is typed to sign in and to look after an account."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import Email, Length

from conference.forms import REQUIRED, Form

_EMAIL = Email(_l("This is no e-mail address. One looks like name@example.org."))


class LinkForm(Form):
    """Asking for a link."""

    email = EmailField(_l("E-mail address"), validators=[REQUIRED, Length(max=254), _EMAIL])
    next = HiddenField()


class PasswordSignInForm(Form):
    """Signing in with a password."""

    email = EmailField(_l("E-mail address"), id="password-email", validators=[REQUIRED, Length(max=254), _EMAIL])
    password = PasswordField(_l("Password"), validators=[REQUIRED, Length(max=1000)])
    next = HiddenField(id="password-next")


class ButtonForm(Form):
    """A button: nothing but the protection."""


class PasswordForm(Form):
    """Setting or changing the password."""

    current_password = PasswordField(_l("Current password"), validators=[Length(max=1000)])
    new_password = PasswordField(
        _l("New password"),
        validators=[REQUIRED, Length(max=1000)],
        description=_l("At least 12 characters; several words in a row are easy to keep in mind."),
    )


class RemovePasswordForm(Form):
    """Going back to links only."""

    current_password = PasswordField(
        _l("Current password"), id="remove-current-password", validators=[Length(max=1000)]
    )


class DeleteAccountForm(Form):
    """The typed confirmation."""

    email = StringField(_l("Type your e-mail address to confirm"), validators=[REQUIRED, Length(max=254)])
