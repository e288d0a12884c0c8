// Who else is in a call: those who are connected, those who were a moment ago, and what is said of coming and going.

// Who is away for so long has gone without a word.
const awayMilliseconds = 15000;
// Who reloads is back before it is said that they have left.
const goneMilliseconds = 4000;

export class People {
  /** `me` is one's own id; nameOf(member) what somebody is called; say(text) is read aloud. */
  constructor(me, phrases, nameOf, say) {
    this.me = me;
    this.phrases = phrases;
    this.nameOf = nameOf;
    this.say = say;
    this.here = new Set();
    this.away = new Map();
    this.known = new Map();
  }

  /** Note who is connected. */
  saw(ids) {
    this.here = new Set(ids);
  }

  /** The others of some members: for whoever `isIn`, with those who are away but may still come back. */
  others(members, isIn) {
    const now = Date.now();
    return members
      .filter(({ id }) => id !== this.me)
      .map((member) => ({ ...member, here: this.here.has(member.id) }))
      .filter(({ peer, here }) => {
        if (here) this.away.delete(peer);
        else if (!this.away.has(peer)) this.away.set(peer, now);
        return here || (isIn && now - this.away.get(peer) < awayMilliseconds);
      });
  }

  /** Say who has come, raised a hand, or left, to whoever `isIn`; those who are there at the beginning are known. */
  announce(others, isIn) {
    const now = Date.now();
    const there = new Map(others.map((member) => [member.id, member]));
    for (const [id, member] of there) {
      const before = this.known.get(id);
      if (this.drawn && !before) this.tell(isIn, "joined", member);
      if (member.hand && before && !before.member.hand) this.tell(isIn, "handUp", member);
      this.known.set(id, { member, seen: now });
    }
    for (const [id, { member, seen }] of this.known) {
      if (there.has(id) || now - seen < goneMilliseconds) continue;
      this.known.delete(id);
      this.tell(isIn, "left", member);
    }
    this.drawn = true;
  }

  tell(isIn, phrase, member) {
    if (isIn) this.say(this.phrases[phrase].replace("{name}", this.nameOf(member)));
  }
}
