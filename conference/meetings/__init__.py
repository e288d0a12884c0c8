"""One-to-one meetings: whom to meet, asking, booking, holding; and a matchmaking day arranged by a solver."""
