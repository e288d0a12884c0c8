"""How many fit into a call, how much each may send, and what a signal between two browsers looks like."""

MESH = "mesh"
MOST_IN_A_MESH = 6
