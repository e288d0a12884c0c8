"""What the words of people are called on pages: statuses, roles, kinds of organisation, kinds of registration."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from conference.conferences.rules import ConferenceStatus, RegistrationMode
from conference.people.rules import OrganisationKind, ParticipantStatus, ReportPlace
from conference.permissions import Role

STATUSES: Mapping[ParticipantStatus, str] = {
    ParticipantStatus.INVITED: _l("Invited"),
    ParticipantStatus.WAITING_FOR_APPROVAL: _l("Waiting for approval"),
    ParticipantStatus.CONFIRMED: _l("Confirmed"),
    ParticipantStatus.DECLINED: _l("Declined"),
    ParticipantStatus.CANCELLED: _l("Cancelled"),
    ParticipantStatus.WAITING_LIST: _l("Waiting list"),
}
# The kinds of badge that go with them.
STATUS_BADGES: Mapping[ParticipantStatus, str] = {
    ParticipantStatus.INVITED: "info",
    ParticipantStatus.WAITING_FOR_APPROVAL: "warn",
    ParticipantStatus.CONFIRMED: "good",
    ParticipantStatus.DECLINED: "bad",
    ParticipantStatus.CANCELLED: "",
    ParticipantStatus.WAITING_LIST: "line",
}
ROLES: Mapping[Role, str] = {
    Role.ORGANISER: _l("Organiser"),
    Role.MODERATOR: _l("Moderator"),
    Role.SPEAKER: _l("Speaker"),
    Role.JUROR: _l("Juror"),
    Role.EXHIBITOR: _l("Exhibitor"),
    Role.ATTENDEE: _l("Attendee"),
    Role.GUEST: _l("Guest"),
    Role.DISPLAY: _l("Screen of a hall"),
}
KINDS: Mapping[OrganisationKind, str] = {
    OrganisationKind.PUBLIC_AUTHORITY: _l("Public authority"),
    OrganisationKind.CLUSTER_ORGANISATION: _l("Cluster organisation"),
    OrganisationKind.COMPANY: _l("Company"),
    OrganisationKind.RESEARCH: _l("Research"),
    OrganisationKind.INVESTOR: _l("Investor"),
    OrganisationKind.MEDIA: _l("Media"),
    OrganisationKind.OTHER: _l("Other"),
}
REPORT_PLACES: Mapping[ReportPlace, str] = {
    ReportPlace.PROFILE: _l("In their profile"),
    ReportPlace.CHAT: _l("In a chat"),
    ReportPlace.MEETING: _l("In a meeting, or a request for one"),
    ReportPlace.CALL: _l("In a video call"),
    ReportPlace.ELSEWHERE: _l("Elsewhere"),
}
REGISTRATION_MODES: Mapping[RegistrationMode, str] = {
    RegistrationMode.OPEN: _l("Open: whoever registers takes part"),
    RegistrationMode.APPROVAL: _l("By approval: an organiser decides on each registration"),
    RegistrationMode.INVITATION: _l("By invitation: only invited people take part"),
    RegistrationMode.CLOSED: _l("Closed: nobody can register"),
}
CONFERENCE_STATUSES: Mapping[ConferenceStatus, str] = {
    ConferenceStatus.DRAFT: _l("Draft: only organisers see it"),
    ConferenceStatus.PUBLISHED: _l("Published: everyone sees it"),
    ConferenceStatus.ARCHIVED: _l("Archived: everyone sees it, registrations stay as they are"),
}


def status_label(status: ParticipantStatus | str) -> str:
    """Return a status as it is called on pages."""
    return str(STATUSES[ParticipantStatus(status)])


def status_badge(status: ParticipantStatus | str) -> str:
    """Return the kind of badge for a status."""
    return STATUS_BADGES[ParticipantStatus(status)]


def role_label(role: Role | str) -> str:
    """Return a role as it is called on pages."""
    return str(ROLES[Role(role)])


def kind_label(kind: OrganisationKind | str | None) -> str:
    """Return a kind of organisation as it is called on pages; empty for none."""
    return str(KINDS[OrganisationKind(kind)]) if kind else ""
