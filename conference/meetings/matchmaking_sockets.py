"""Socket door of matchmakings: the topic that organisers watch while one is collected and computed."""

from conference import realtime
from conference.meetings.matchmaking_actions import conference_of_matchmaking
from conference.meetings.matchmaking_run_actions import run_words
from conference.permissions import Permission
from conference.realtime import Topic

realtime.declare(Topic("matchmaking", Permission.MEETINGS_MANAGE, run_words, conference_of_matchmaking))
