"""What an import plan says, in words."""

from flask_babel import gettext as _

from conference.people.import_plan import Change
from conference.people.importing import Problem
from conference.people.labels import kind_label, role_label, status_label


def problem_text(problem: Problem) -> str:
    """Return why a line is refused, as a sentence."""
    text = problem.text
    sentences: dict[str, str] = {
        "no_email": _("There is no e-mail address."),
        "bad_email": _("“%(text)s” is not an e-mail address.", text=text),
        "unknown_country": _("The country “%(text)s” is not known. Write its name or its code, such as BE.", text=text),
        "unknown_kind": _("The kind of organisation “%(text)s” is not known.", text=text),
        "unknown_language": _("The language “%(text)s” is not known. Write its name or its code.", text=text),
        "unknown_role": _("The role “%(text)s” is not known.", text=text),
        "too_long": _("The column “%(text)s” has more than 200 characters.", text=text),
        "repeated": _("Line %(text)s has the same address.", text=text),
        "no_place": _("No place is free for another attendee."),
    }
    if problem.what == "ended":
        sentences["ended"] = _(
            "Their status is “%(status)s”. Invite them again by their address.", status=status_label(text)
        )
    return sentences[problem.what]


def change_text(change: Change) -> tuple[str, str, str]:
    """Return a change as people read it: the field, what it was, what it becomes."""
    fields: dict[str, str] = {
        "name": _("Name"),
        "organisation": _("Organisation"),
        "position": _("Position"),
        "country": _("Country"),
        "kind": _("Kind of organisation"),
        "languages": _("Languages"),
        "roles": _("Roles"),
    }
    return fields[change.field], _value(change.field, change.before), _value(change.field, change.after)


def _value(field: str, text: str) -> str:
    if field == "kind":
        return kind_label(text)
    if field == "roles":
        return ", ".join(role_label(role) for role in text.split(", ") if role)
    return text
