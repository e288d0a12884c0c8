"""The blueprint that the doors of chats hang their addresses on."""

from flask import Blueprint

from conference.people.identity import under_conference

blueprint = Blueprint("chat", "conference.chat")
under_conference(blueprint)
