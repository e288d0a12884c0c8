"""A jury at work, for tests: two jurors and a chair, three nominees, two criteria."""

from collections.abc import Mapping

from conference.awards.chair_actions import confirm_shortlist, end_scoring
from conference.awards.jury_actions import Marks, declare_none, paper_of, save_sheet
from conference.awards.models import Criterion, Nominee
from conference.awards.rules import AwardState, DecidedBy, Duty
from conference.permissions import Actor, Role
from tests import factories as make
from tests.awards import making


class Panel:
    """An award that is being scored by two jurors and a chair, by two criteria that weigh 3 to 1."""

    def __init__(self) -> None:
        self.house = make.conference()
        self.award = making.award(
            self.house, "Steel", "Batteries", "Hydrogen", state=AwardState.JURY, decided_by=DecidedBy.BOTH,
            finalists_wanted=2,
        )  # fmt: skip
        self.award.criteria = [Criterion(order=0, name="Impact", weight=3), Criterion(order=1, name="Reach", weight=1)]
        for nominee in self.award.nominees:
            nominee.is_finalist = False
        self.people = [make.participant(self.house, Role.JUROR, name=name) for name in ("One", "Two", "Head")]
        self.one, self.two, self.chair = (make.actor(person) for person in self.people)
        for person, duty in zip(self.people, (Duty.JUROR, Duty.JUROR, Duty.CHAIR), strict=True):
            making.member(self.award, person, duty)

    def nominee(self, name: str) -> Nominee:
        return next(one for one in self.award.nominees if one.name == name)

    def marks(self, impact: int | None, reach: int | None, comment: str = "") -> Marks:
        impact_id, reach_id = (criterion.id for criterion in self.award.criteria)
        return Marks({impact_id: impact, reach_id: reach}, comment)

    def score(self, juror: Actor, name: str, impact: int | None, reach: int | None, *, submit: bool = True) -> None:
        nominee = self.nominee(name)
        if paper_of(juror, self.award.id, nominee.id).sheet is None:
            declare_none(juror, self.award.id, nominee.id)
        sheet = paper_of(juror, self.award.id, nominee.id).sheet
        assert sheet is not None
        save_sheet(
            juror, self.award.id, nominee.id, self.marks(impact, reach), seen_version=sheet.version, submit=submit
        )  # fmt: skip

    def score_all(self, points: Mapping[str, int]) -> None:
        for juror in (self.one, self.two):
            for name, given in points.items():
                self.score(juror, name, given, given)

    def end(self) -> None:
        end_scoring(self.chair, self.award.id, self.award.version)

    def confirm(self, *names: str, reason: str = "") -> None:
        chosen = [self.nominee(name).id for name in names]
        confirm_shortlist(self.chair, self.award.id, chosen, reason, self.award.version)
