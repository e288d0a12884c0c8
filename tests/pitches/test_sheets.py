"""What a pitch says: which contributions are pitches, who writes, and what slides may be."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import current_app

from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.pitches.interest_actions import be_interested
from conference.pitches.sheet_actions import Sheet, choose_pitches, contributions_of, editable_pitch, save_sheet
from conference.uploads import path_of
from tests.pitches import making
from tests.pitches.making import Stage

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
SHEET = Sheet("Cluster Wien", "Austria", "Hydrogen for all", "Partners", "https://example.org/film", 240)


@pytest.fixture
def there(session: object) -> Stage:
    return making.stage()


def test_a_pitcher_writes_their_own_sheet_but_not_their_time(there: Stage) -> None:
    save_sheet(there.actor(there.petra_id), there.first, SHEET, 1)
    pitch = there.pitch(there.first)
    assert (pitch.organisation, pitch.country, pitch.one_line) == ("Cluster Wien", "Austria", "Hydrogen for all")
    assert pitch.seconds == 180
    save_sheet(there.actor(there.organiser_id), there.first, SHEET, pitch.version)
    assert there.pitch(there.first).seconds == 240


def test_nobody_else_writes_it(there: Stage) -> None:
    for who in (there.quentin_id, there.anna_id, there.moderator_id):
        with pytest.raises(Forbidden):
            save_sheet(there.actor(who), there.first, SHEET, 1)
    with pytest.raises(NotFound):
        editable_pitch(there.actor(making.stage().organiser_id), there.first)


def test_who_saves_second_is_told(there: Stage) -> None:
    save_sheet(there.actor(there.petra_id), there.first, SHEET, 1)
    with pytest.raises(Stale):
        save_sheet(there.actor(there.organiser_id), there.first, replace(SHEET, one_line="Other"), 1)
    assert there.pitch(there.first).one_line == "Hydrogen for all"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "example.org/film", "ftp://example.org/film"])
def test_a_video_is_a_web_address(there: Stage, address: str) -> None:
    with pytest.raises(Refused) as refusal:
        save_sheet(there.actor(there.petra_id), there.first, replace(SHEET, video_url=address), 1)
    assert refusal.value.field == "video_url"


def test_slides_are_a_pdf_and_replaced_whole(there: Stage) -> None:
    actor = there.actor(there.petra_id)
    save_sheet(actor, there.first, replace(SHEET, slides=BytesIO(PDF), slides_name="talk.pdf"), 1)
    first = there.pitch(there.first).slides
    assert first is not None
    assert path_of(first).is_file()
    for data, name in ((b"MZ nothing", "talk.pdf"), (b"hello", "talk.txt"), (b"<html>", "talk.html")):
        wrong, version = replace(SHEET, slides=BytesIO(data), slides_name=name), there.pitch(there.first).version
        with pytest.raises(Refused) as refusal:
            save_sheet(actor, there.first, wrong, version)
        assert refusal.value.field == "slides"
    assert there.pitch(there.first).slides == first
    save_sheet(actor, there.first, replace(SHEET, drops_slides=True), there.pitch(there.first).version)
    assert there.pitch(there.first).slides is None
    assert not path_of(first).exists()
    assert Path(current_app.config["DATA_DIR"]).is_dir()


def test_organisers_choose_which_contributions_are_pitches(there: Stage) -> None:
    actor = there.actor(there.organiser_id)
    choose_pitches(actor, there.item_id, [there.guids[0], there.guids[2], "nothing"])
    chosen = [title for _guid, title, pitch in contributions_of(actor, there.item_id)[1] if pitch is not None]
    assert chosen == ["Green hydrogen", "The quiz"]
    # What stays keeps its sheet.
    assert there.pitch(there.first).contribution_guid.hex == there.guids[0].replace("-", "")
    for who in (there.petra_id, there.moderator_id, making.stage().organiser_id):
        with pytest.raises((Forbidden, NotFound)):
            choose_pitches(there.actor(who), there.item_id, [])


def test_a_pitch_in_which_somebody_is_interested_stays(there: Stage) -> None:
    be_interested(there.actor(there.anna_id), there.first, "", shares_email=False)
    with pytest.raises(Refused, match=r"Green hydrogen\.$"):
        choose_pitches(there.actor(there.organiser_id), there.item_id, [])
    chosen = contributions_of(there.actor(there.organiser_id), there.item_id)[1]
    assert [pitch is not None for _guid, _title, pitch in chosen] == [True, True, False]
