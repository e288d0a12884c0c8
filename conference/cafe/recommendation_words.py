"""What the statuses of a recommendation are called on pages, and which badge they wear."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from conference.cafe.rules import RecommendationStatus

STATUS_WORDS: Mapping[RecommendationStatus, tuple[str, str, str]] = {
    RecommendationStatus.PROPOSED: (_l("Proposed"), "line", "lightbulb"),
    RecommendationStatus.ACCEPTED: (_l("Accepted"), "info", "check-lg"),
    RecommendationStatus.IN_WORK: (_l("In work"), "brand", "arrow-repeat"),
    RecommendationStatus.DONE: (_l("Done"), "good", "check-circle-fill"),
    RecommendationStatus.NOT_TAKEN_UP: (_l("Not taken up"), "", "x-circle"),
}
