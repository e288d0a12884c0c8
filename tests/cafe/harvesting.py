"""A café with cards on its first board: what the harvest is tried on."""

from collections.abc import Sequence
from typing import Any

from conference.cafe.board_actions import do_step
from conference.cafe.board_state_actions import board_state
from conference.cafe.harvest import Done
from conference.cafe.harvest_models import CafeCard, CafeHeading
from conference.cafe.models import CafeTable
from conference.cafe.rules import CafeState
from conference.extensions import db
from conference.people.models import Participant
from tests import factories as make
from tests.cafe.making import Hall, seated_hall

TEXTS = ("More funding", "Better training", "Open data", "Fewer forms")


def harvest(state: CafeState = CafeState.HARVEST, texts: Sequence[str] = TEXTS, **overrides: Any) -> Hall:
    """Make a café in its harvest: each card on the board was written at another table, in turn, by who hosts it."""
    made = seated_hall(state=state, **overrides)
    tables = made.cafe.tables
    for number, text in enumerate(texts):
        at = number % len(tables)
        write(made, tables[at], text, made.at[at][0])
    return made


def write(made: Hall, table: CafeTable, text: str, author: Participant, **overrides: Any) -> CafeCard:
    """Put a card of the first question on a table."""
    key = f"key-{db.session.query(CafeCard).count():08}"
    return make.kept(
        CafeCard(
            table_id=table.id, question_id=question(made), author_id=author.id, text=text, key=key, **overrides
        )
    )  # fmt: skip


def question(made: Hall) -> int:
    """Return the question whose board is tried on."""
    return made.cafe.questions[0].id


def heading(made: Hall, text: str, order: int = 0) -> CafeHeading:
    """Put a heading on the board."""
    return make.kept(CafeHeading(question_id=question(made), text=text, order=order))


def step(made: Hall, form: str, by: Participant | None = None, **fields: object) -> Done:
    """Do a step on the board as the facilitator; a list stands for a field that is sent several times."""
    sent = {
        name: [str(one) for one in (value if isinstance(value, list) else [value])] for name, value in fields.items()
    }
    return do_step(make.actor(by or made.facilitator), made.cafe.id, question(made), form, sent)


def undo(made: Hall, done: Done) -> Done:
    """Take a step back, as its notice offers."""
    assert done.undo is not None
    return do_step(make.actor(made.facilitator), made.cafe.id, question(made), done.undo.form, done.undo.fields)


def board(made: Hall) -> dict[str, list[str]]:
    """Return the texts of the cards under each heading's text, in the order of the headings; "" has the loose ones."""
    state = board_state(question(made))
    names = {one["id"]: one["text"] for one in state["headings"]}
    found: dict[str, list[str]] = {name: [] for name in names.values()}
    for card in state["cards"]:
        found.setdefault(names.get(card["heading"], ""), []).append(card["text"])
    return found


def card_ids(made: Hall) -> dict[str, int]:
    """Return the ids of the board's cards by their texts."""
    return {card["text"]: card["id"] for card in board_state(question(made))["cards"]}
