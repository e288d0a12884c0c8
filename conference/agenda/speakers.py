"""Who appears in an agenda: its speakers, by name and by initial, with the sessions they are in."""

from collections.abc import Iterable
from dataclasses import dataclass

from conference.agenda.display import Entry
from conference.agenda.filters import folded
from conference.people.rules import PersonCard


@dataclass(frozen=True, slots=True)
class SpeakerListing:
    """A person who appears in the agenda and the entries they appear in, earliest first."""

    card: PersonCard
    entries: tuple[Entry, ...]

    @property
    def initial(self) -> str:
        """The letter they are listed under: without accents; `#` for names that begin with none."""
        first = folded(self.card.name)[:1].upper()
        return first if first.isalpha() else "#"


def speakers_of(entries: Iterable[Entry]) -> list[SpeakerListing]:
    """Return everybody who appears, by name; those whose every session is cancelled as well."""
    cards: dict[int, PersonCard] = {}
    inside: dict[int, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.starts_at, entry.id)):
        for card in {person.card.id: person.card for person in entry.people}.values():
            cards[card.id] = card
            inside.setdefault(card.id, []).append(entry)
    ordered = sorted(cards.values(), key=lambda card: (folded(card.name), card.id))
    return [SpeakerListing(card, tuple(inside[card.id])) for card in ordered]


def matching(speakers: Iterable[SpeakerListing], text: str, track: str) -> list[SpeakerListing]:
    """Return the speakers whose name or affiliation holds all words and who appear in the track (a slug)."""
    words = folded(text).split()
    return [
        speaker
        for speaker in speakers
        if (not track or any(entry.track is not None and entry.track.slug == track for entry in speaker.entries))
        and all(word in folded(f"{speaker.card.name} {speaker.card.affiliation}") for word in words)
    ]


def by_initial(speakers: Iterable[SpeakerListing]) -> dict[str, list[SpeakerListing]]:
    """Return speakers by the letter they are listed under, in order; `#` last."""
    groups: dict[str, list[SpeakerListing]] = {}
    for speaker in speakers:
        groups.setdefault(speaker.initial, []).append(speaker)
    return dict(sorted(groups.items(), key=lambda group: (group[0] == "#", group[0])))
