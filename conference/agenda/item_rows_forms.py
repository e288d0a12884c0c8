"""The rows of a session's form that come and go by a press, with or without a script: people, parts, invitations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from conference.agenda.builder_forms import ItemForm
from conference.agenda.item_people_actions import Found, add_speaker, find_person
from conference.errors import Refused
from conference.forms import number_in
from conference.permissions import Actor

PEOPLE, INVITEES, CONTRIBUTIONS = "people", "invitees", "contributions"


@dataclass
class Rows:
    """The form's rows, and what came of the name that was typed last (`found`, in the group `where`)."""

    actor: Actor
    form: ItemForm
    found: Found | None = None
    where: str = ""
    preview: bool = False
    _handlers: tuple[str, ...] = field(default=("add", "choose", "new", "without"), repr=False)

    def pressed(self, sent: Mapping[str, str]) -> bool:
        """Do what the pressed button asks of the rows; False when it was the button that saves.

        Buttons: add=GROUP, choose=GROUP:PARTICIPANT, new=GROUP, without=GROUP:INDEX, preview. (A button called
        “remove” would hide the form's own method of that name, which htmx calls.) GROUP is `people`,
        `invitees`, `contributions` or `contributions-INDEX`.
        """
        if "preview" in sent:
            self.preview = True
            return True
        for name in self._handlers:
            if name in sent:
                group, _colon, rest = sent[name].partition(":")
                getattr(self, f"_{name}")(group, rest)
                return True
        return False

    def mentioned(self) -> set[int]:
        """Return the participants whose names the page shows."""
        people: set[Any] = {row.form.participant_id.data for rows in self._people_lists() for row in rows}
        return {person for person in people | self._invited() if person}

    def _invited(self) -> set[Any]:
        # The field's filter makes its text a number, which WTForms' types do not know.
        return {entry.data for entry in self.form.invitees}

    def _people_lists(self) -> Iterator[Any]:
        yield self.form.people
        for part in self.form.contributions:
            yield part.form.people

    def _part(self, group: str) -> Any:
        """Return the form that a group's people stand in, None for a group that is not there."""
        if group == PEOPLE:
            return self.form
        prefix = f"{group}-"
        entries = [entry for entry in self.form.contributions if f"{entry.name}-" == prefix]
        return entries[0].form if entries else None

    def _typed(self, group: str) -> str:
        if group == INVITEES:
            return self.form.add_invitee.data or ""
        part = self._part(group)
        return (part.add_person.form.query.data or "") if part is not None else ""

    def _add(self, group: str, _rest: str) -> None:
        if group == CONTRIBUTIONS:
            self.form.contributions.append_entry()
            return
        found = find_person(self.actor, self._typed(group))
        if found.person is not None:
            self._put(group, found.person.id)
        else:
            self.found, self.where = found, group

    def _choose(self, group: str, participant: str) -> None:
        number = number_in(participant)
        if number is not None:
            self._put(group, number)

    def _new(self, group: str, _rest: str) -> None:
        try:
            self._put(group, add_speaker(self.actor, self._typed(group)).id)
        except Refused as refusal:
            self.form.form_errors.append(refusal.message)

    def _without(self, group: str, index: str) -> None:
        part = self._part(group) if group not in {INVITEES, CONTRIBUTIONS} else None
        groups: dict[str, Any] = {INVITEES: self.form.invitees, CONTRIBUTIONS: self.form.contributions}
        rows = groups.get(group, part.people if part is not None else None)
        if rows is not None:
            rows.entries = [entry for entry in rows.entries if entry.name.rsplit("-", 1)[-1] != index]

    def _put(self, group: str, participant_id: int) -> None:
        if group == INVITEES:
            if participant_id not in self._invited():
                self.form.invitees.append_entry(participant_id)
            self.form.add_invitee.data = ""
            return
        part = self._part(group)
        if part is None:
            return
        part.people.append_entry({"participant_id": participant_id, "role": part.add_person.form.role.data})
        part.add_person.form.query.data = ""
