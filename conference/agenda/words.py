"""The agenda's enums in the reader's words, and the icon that goes with each kind of session."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from conference.agenda.rules import ItemKind, MaterialKind, RoleInItem

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
