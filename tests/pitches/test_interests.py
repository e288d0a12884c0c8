"""Being interested: who may, once, with a word; taken back; and what the pitcher makes of it."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from conference.agenda.sight_actions import seen_item
from conference.errors import Forbidden, NotFound, Refused
from conference.extensions import db
from conference.mail import Mail
from conference.people.block_actions import block_person
from conference.people.held_data import erase_participant
from conference.people.models import Account
from conference.permissions import Actor
from conference.pitches.actions import interest_counts, pitches_of
from conference.pitches.desk_actions import Figures, desk_state, figure_rows, figures_of, shared_rows
from conference.pitches.interest_actions import be_interested, interests, make_contact, note_meeting, take_back
from conference.pitches.models import PitchInterest
from tests.pitches import making
from tests.pitches.making import Stage

Act = Callable[[Actor, int, int], None]


@pytest.fixture
def there(session: object) -> Stage:
    return making.stage()


def _press(of: Stage, who: int, pitch_id: int | None = None, word: str = "", *, shares: bool = False) -> None:
    be_interested(of.actor(who), pitch_id or of.first, word, shares_email=shares)


def _mails() -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.once_key.startswith("pitch_contact:"))))


def _address(of: Stage, who: int) -> str:
    account = of.person(who).account
    assert isinstance(account, Account)
    return account.email


def test_pressed_twice_it_is_one_interest_with_the_newer_word(there: Stage) -> None:
    _press(there, there.anna_id, word="  First  ", shares=True)
    _press(there, there.anna_id, word="Second")
    (one,) = interests(there.actor(there.petra_id), there.first)
    assert (one.person.name, one.interest.word, one.email) == ("Anna Wagner", "Second", "")


def test_an_address_is_shown_only_where_it_is_shared(there: Stage) -> None:
    _press(there, there.anna_id, word="=1+1", shares=True)
    _press(there, there.bruno_id)
    shown = interests(there.actor(there.petra_id), there.first)
    assert [one.email for one in shown] == [_address(there, there.anna_id), ""]
    rows = shared_rows(there.actor(there.petra_id), there.first)
    assert [row[0] for row in rows[1:]] == ["Anna Wagner"]


def test_only_those_who_pitch_it_see_the_list(there: Stage) -> None:
    _press(there, there.anna_id)
    for other in (there.quentin_id, there.organiser_id, there.moderator_id, there.bruno_id):
        with pytest.raises(Forbidden):
            interests(there.actor(other), there.first)
        with pytest.raises(Forbidden):
            make_contact(there.actor(other), there.first, there.anna_id)
        assert there.interest(there.first, there.anna_id) is not None


def test_nobody_is_interested_in_their_own_pitch(there: Stage) -> None:
    with pytest.raises(Refused):
        _press(there, there.petra_id)
    _press(there, there.petra_id, there.second)
    assert interest_counts([there.first, there.second]) == {there.second: 1}


def test_it_is_taken_back_until_the_pitcher_takes_it_up(there: Stage) -> None:
    _press(there, there.anna_id)
    take_back(there.actor(there.anna_id), there.first)
    take_back(there.actor(there.anna_id), there.first)
    assert there.interest(there.first, there.anna_id) is None
    _press(there, there.anna_id)
    make_contact(there.actor(there.petra_id), there.first, there.anna_id)
    with pytest.raises(Refused):
        take_back(there.actor(there.anna_id), there.first)
    # The word may still change.
    _press(there, there.anna_id, word="More")
    interest = there.interest(there.first, there.anna_id)
    assert interest is not None
    assert interest.word == "More"
    assert interest.contact_at is not None


def test_a_contact_is_told_once_with_the_pitchers_address(there: Stage) -> None:
    _press(there, there.anna_id)
    for _ in range(2):
        make_contact(there.actor(there.petra_id), there.first, there.anna_id)
    (mail,) = _mails()
    assert mail.recipient == _address(there, there.anna_id)
    for words in (mail.text, mail.html):
        assert "Petra Pitcher" in words
        assert "Green hydrogen" in words
        assert _address(there, there.petra_id) in words


def test_a_contact_out_of_nothing_is_not_found(there: Stage) -> None:
    for act in (make_contact, note_meeting):
        with pytest.raises(NotFound):
            act(there.actor(there.petra_id), there.first, there.bruno_id)


@pytest.mark.parametrize("acts", [(make_contact, note_meeting), (note_meeting, make_contact)])
def test_a_contact_whom_one_meets_is_counted_as_both_whatever_came_first(there: Stage, acts: tuple[Act, Act]) -> None:
    _press(there, there.anna_id)
    _press(there, there.bruno_id)
    for act in (*acts, *acts):
        act(there.actor(there.petra_id), there.first, there.anna_id)
    assert figures_of([there.first]) == {there.first: Figures(interested=2, contacts=1, meetings=1)}
    assert len(_mails()) == 1
    with pytest.raises(Refused):
        take_back(there.actor(there.anna_id), there.first)


def test_whom_a_block_keeps_apart_is_not_there(there: Stage) -> None:
    _press(there, there.anna_id)
    block_person(there.actor(there.anna_id), there.petra_id)
    assert interests(there.actor(there.petra_id), there.first) == []
    with pytest.raises(NotFound):
        make_contact(there.actor(there.petra_id), there.first, there.anna_id)
    with pytest.raises(NotFound):
        _press(there, there.anna_id, word="Again")


def test_who_is_forgotten_stays_counted_without_a_name(there: Stage) -> None:
    _press(there, there.anna_id, word="Call me", shares=True)
    erase_participant(there.person(there.anna_id))
    db.session.commit()
    assert interests(there.actor(there.petra_id), there.first) == []
    assert interest_counts([there.first]) == {there.first: 1}
    row = there.interest(there.first, there.anna_id)
    assert row is not None
    assert (row.word, row.shares_email) == ("", False)


def test_a_pitch_of_another_conference_is_not_found(there: Stage) -> None:
    other = making.stage()
    with pytest.raises(NotFound):
        _press(other, other.anna_id, there.first)
    assert db.session.scalar(select(func.count()).select_from(PitchInterest)) == 0


def test_counts_stand_in_the_agendas_order_and_are_for_organisers(there: Stage) -> None:
    for who in (there.anna_id, there.bruno_id):
        _press(there, who, there.second)
    _press(there, there.anna_id)
    make_contact(there.actor(there.petra_id), there.first, there.anna_id)
    note_meeting(there.actor(there.quentin_id), there.second, there.bruno_id)
    rows = figure_rows(there.actor(there.organiser_id), there.item_id)
    assert [[row[0], *row[3:]] for row in rows[1:]] == [["Green hydrogen", 1, 1, 0], ["Smart textiles", 2, 0, 1]]
    for who in (there.moderator_id, there.petra_id, there.anna_id):
        with pytest.raises(Forbidden):
            figure_rows(there.actor(who), there.item_id)
    assert figures_of([]) == {}


def test_the_desk_hears_of_every_change(there: Stage) -> None:
    seen = [desk_state(there.first)["stamp"]]
    _press(there, there.anna_id)
    seen.append(desk_state(there.first)["stamp"])
    _press(there, there.anna_id, word="Word")
    seen.append(desk_state(there.first)["stamp"])
    make_contact(there.actor(there.petra_id), there.first, there.anna_id)
    seen.append(desk_state(there.first)["stamp"])
    assert len(set(seen)) == 4
    assert desk_state(there.second)["stamp"] == seen[0]


def test_pitches_stand_in_the_agendas_order(there: Stage) -> None:
    shown = pitches_of(seen_item(there.actor(there.anna_id), there.item_id))
    assert [one.part.title for one in shown] == ["Green hydrogen", "Smart textiles"]
