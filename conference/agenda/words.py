"""The agenda's enums in the reader's words, and the icon that goes with each kind of session."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from conference.agenda.rules import ItemKind, ItemStatus, MaterialKind, RoleInItem, Visibility

KIND_NAMES: Mapping[ItemKind, Any] = {
    ItemKind.PLENARY: _l("Plenary"),
    ItemKind.KEYNOTE: _l("Keynote"),
    ItemKind.PANEL: _l("Panel"),
    ItemKind.WORKSHOP: _l("Workshop"),
    ItemKind.WORLD_CAFE: _l("World café"),
    ItemKind.PITCHES: _l("Pitches"),
    ItemKind.QUIZ: _l("Quiz"),
    ItemKind.VOTE: _l("Vote"),
    ItemKind.AWARD: _l("Award"),
    ItemKind.BREAK: _l("Break"),
    ItemKind.NETWORKING: _l("Networking"),
    ItemKind.SIDE_EVENT: _l("Side event"),
}
KIND_ICONS: Mapping[ItemKind, str] = {
    ItemKind.PLENARY: "easel",
    ItemKind.KEYNOTE: "mic",
    ItemKind.PANEL: "people",
    ItemKind.WORKSHOP: "tools",
    ItemKind.WORLD_CAFE: "chat-dots",
    ItemKind.PITCHES: "rocket-takeoff",
    ItemKind.QUIZ: "question-circle",
    ItemKind.VOTE: "check2-square",
    ItemKind.AWARD: "trophy",
    ItemKind.BREAK: "cup-hot",
    ItemKind.NETWORKING: "diagram-3",
    ItemKind.SIDE_EVENT: "signpost-split",
}
ROLE_NAMES: Mapping[RoleInItem, Any] = {
    RoleInItem.SPEAKER: _l("Speaker"),
    RoleInItem.MODERATOR: _l("Moderator"),
    RoleInItem.PANELLIST: _l("Panellist"),
    RoleInItem.HOST: _l("Host"),
}
VISIBILITY_NAMES: Mapping[Visibility, Any] = {
    Visibility.PUBLIC: _l("Everyone"),
    Visibility.PARTICIPANTS: _l("Participants"),
    Visibility.INVITED: _l("Invited people only"),
}
STATUS_NAMES: Mapping[ItemStatus, Any] = {
    ItemStatus.ACTIVE: _l("Takes place"),
    ItemStatus.CANCELLED: _l("Cancelled"),
}
MATERIAL_NAMES: Mapping[MaterialKind, Any] = {
    MaterialKind.SLIDES: _l("Slides"),
    MaterialKind.RECORDING: _l("Recording"),
    MaterialKind.LINK: _l("Link"),
    MaterialKind.FILE: _l("File"),
}
MATERIAL_ICONS: Mapping[MaterialKind, str] = {
    MaterialKind.SLIDES: "file-earmark-slides",
    MaterialKind.RECORDING: "play-circle",
    MaterialKind.LINK: "link-45deg",
    MaterialKind.FILE: "file-earmark-text",
}


def kind_name(kind: ItemKind) -> str:
    """Return what a kind of session is called."""
    return str(KIND_NAMES[kind])


def kind_icon(kind: ItemKind) -> str:
    """Return the name of the icon of a kind of session."""
    return KIND_ICONS[kind]


def role_name(role: RoleInItem) -> str:
    """Return what somebody with a role in a session is called."""
    return str(ROLE_NAMES[role])


def visibility_name(visibility: Visibility) -> str:
    """Return who may know of an item, in words."""
    return str(VISIBILITY_NAMES[visibility])


def status_name(status: ItemStatus) -> str:
    """Return whether an item takes place, in words."""
    return str(STATUS_NAMES[status])


def material_name(kind: MaterialKind) -> str:
    """Return what a kind of material is called."""
    return str(MATERIAL_NAMES[kind])


def material_icon(kind: MaterialKind) -> str:
    """Return the name of the icon of a kind of material."""
    return MATERIAL_ICONS[kind]
