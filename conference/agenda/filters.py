"""What of an agenda somebody wants to see: the filters as they stand in an address, and the items that pass."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from conference.agenda.content import AgendaContent, ItemContent
from conference.agenda.rules import ItemKind
from conference.people.rules import PersonCard

# Letters that Unicode does not take apart into a base and an accent, though readers do.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
)
MAX_TEXT = 100


@dataclass(frozen=True, slots=True)
class Filters:
    """`track` is a slug, `speaker` a participant id, `language` a code, `text` words that must all be found."""

    track: str = ""
    kind: ItemKind | None = None
    speaker: int | None = None
    language: str = ""
    text: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """Read the filters from an address; what makes no sense is left out."""
        kind, speaker = query.get("kind", ""), query.get("speaker", "")
        return cls(
            track=query.get("track", "").strip(),
            kind=ItemKind(kind) if kind in set(ItemKind) else None,
            speaker=int(speaker) if speaker.isascii() and speaker.isdigit() and len(speaker) < 10 else None,
            language=query.get("language", "").strip(),
            text=" ".join(query.get("text", "").split())[:MAX_TEXT].strip(),
        )

    def to_query(self) -> dict[str, str]:
        """Return the filters as an address carries them; empty ones are left out."""
        values = {
            "track": self.track,
            "kind": self.kind or "",
            "speaker": "" if self.speaker is None else str(self.speaker),
            "language": self.language,
            "text": self.text,
        }
        return {name: str(value) for name, value in values.items() if value}

    def without(self, name: str) -> "Filters":
        """Return the filters with one taken off."""
        return replace(self, **{name: getattr(Filters(), name)})

    def __bool__(self) -> bool:
        """Tell whether anything is filtered at all."""
        return self != Filters()


def folded(text: str) -> str:
    """Return a text as search compares it: without case, accents and doubled spaces."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    base = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(base.translate(_PLAIN).split())


def narrowed(agenda: AgendaContent, filters: Filters, cards: Mapping[int, PersonCard]) -> AgendaContent:
    """Return the agenda with only the items that pass. `cards` names the people, for the search in texts.

    The agenda has been through `visible_items` before, so that a search finds nothing that may not be known.
    """
    if not filters:
        return agenda
    words = folded(filters.text).split()
    return agenda.only(item for item in agenda.items if _passes(item, agenda, filters, words, cards))


def _passes(
    item: ItemContent, agenda: AgendaContent, filters: Filters, words: list[str], cards: Mapping[int, PersonCard]
) -> bool:
    if filters.kind is not None and item.kind is not filters.kind:
        return False
    if filters.language and item.language != filters.language:
        return False
    if filters.track:
        track = agenda.track_by_id.get(item.track_id or 0)
        if track is None or track.slug != filters.track:
            return False
    if filters.speaker is not None and filters.speaker not in item.participant_ids:
        return False
    if not words:
        return True
    searched = searched_text(item, agenda, cards)
    return all(word in searched for word in words)


def searched_text(item: ItemContent, agenda: AgendaContent, cards: Mapping[int, PersonCard]) -> str:
    """Return everything of an item that a search looks into, folded."""
    track, room = agenda.track_by_id.get(item.track_id or 0), agenda.room_by_id.get(item.room_id or 0)
    people = (cards[person.participant_id] for person in item.everyone if person.participant_id in cards)
    parts = [item.title, item.subtitle, item.abstract, track.name if track else "", room.name if room else ""]
    parts += [text for part in item.contributions for text in (part.title, part.abstract)]
    parts += [text for card in people for text in (card.name, card.organisation)]
    return folded("\n".join(parts))
