"""The words of an agenda: kinds, visibilities, statuses, roles in a session, kinds of material and of room."""

from enum import StrEnum


class ItemKind(StrEnum):
    """What kind of session an agenda item is."""

    PLENARY = "plenary"
    KEYNOTE = "keynote"
    PANEL = "panel"
    WORKSHOP = "workshop"
    WORLD_CAFE = "world_cafe"
    PITCHES = "pitches"
    QUIZ = "quiz"
    VOTE = "vote"
    AWARD = "award"
    BREAK = "break"
    NETWORKING = "networking"
    SIDE_EVENT = "side_event"


class Visibility(StrEnum):
    """Who may know that an item exists."""

    PUBLIC = "public"
    PARTICIPANTS = "participants"
    INVITED = "invited"


class ItemStatus(StrEnum):
    """Whether an item takes place."""

    ACTIVE = "active"
    CANCELLED = "cancelled"


class RoleInItem(StrEnum):
    """What a person does in a session or in one contribution to it."""

    SPEAKER = "speaker"
    MODERATOR = "moderator"
    PANELLIST = "panellist"
    HOST = "host"


class RoomKind(StrEnum):
    """Where a room is."""

    VIRTUAL = "virtual"
    PHYSICAL = "physical"


class MaterialKind(StrEnum):
    """What a material is."""

    SLIDES = "slides"
    RECORDING = "recording"
    LINK = "link"
    FILE = "file"
