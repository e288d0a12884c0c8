"""Blocking somebody from the table: whom one sat with, also where the directory does not show them."""

import pytest
from flask import Flask
from sqlalchemy import select

from conference.cafe.table_block_actions import block_at_table
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.people.block_actions import blocked_pairs
from conference.people.models import ParticipantBlock
from tests import factories as make
from tests.cafe.making import seated_hall
from tests.conftest import SignIn


@pytest.mark.usefixtures("session")
def test_who_is_not_in_the_directory_is_blocked_from_the_table_once() -> None:
    made = seated_hall()
    one, other = made.at[0][:2]
    other.in_directory = False
    db.session.commit()
    for _ in range(2):
        block_at_table(make.actor(one), made.cafe.tables[0].id, other.id)
    assert blocked_pairs([one.id, other.id]) == {(min(one.id, other.id), max(one.id, other.id))}


@pytest.mark.usefixtures("session")
def test_nobody_blocks_by_a_table_whom_they_never_sat_with() -> None:
    made, elsewhere = seated_hall(), seated_hall()
    one, stranger = made.at[0][0], made.at[1][0]
    for table, person in (
        (made.cafe.tables[0], stranger.id),
        (made.cafe.tables[1], stranger.id),
        (made.cafe.tables[0], elsewhere.at[0][0].id),
        (made.cafe.tables[0], 2**31 - 1),
        (elsewhere.cafe.tables[0], elsewhere.at[0][0].id),
    ):
        with pytest.raises(NotFound):
            block_at_table(make.actor(one), table.id, person)
    with pytest.raises(NotFound):
        block_at_table(make.actor(made.facilitator), made.cafe.tables[0].id, one.id)
    with pytest.raises(Refused):
        block_at_table(make.actor(one), made.cafe.tables[0].id, one.id)
    assert db.session.scalars(select(ParticipantBlock)).all() == []


def test_the_table_offers_all_others_there_and_does_it_without_a_script(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = seated_hall()
        one, other = made.at[0][:2]
        account, mate, me = one.account_id, other.id, one.id
        page = f"/{made.house.slug}/cafe/{made.cafe.id}/tables/{made.cafe.tables[0].id}"
    browser = sign_in(account)
    offered = browser.get(page).text.partition("data-block-who>")[2].partition("</select>")[0]
    assert (f'value="{mate}"' in offered, f'value="{me}"' in offered) == (True, False)
    told = browser.post(f"{page}/block", data={"participant": str(mate)}, follow_redirects=True)
    assert "do not share a table" in told.text
    with app.app_context():
        assert [row.blocked_id for row in db.session.scalars(select(ParticipantBlock))] == [mate]
