// Exact fractions, written as Python's `Fraction` writes them: "33" or "100/3".

const divisor = (one, other) => (other ? divisor(other, one % other) : one);

export class Fraction {
  constructor(above, below = 1) {
    const [top, bottom] = [BigInt(above), BigInt(below)];
    const common = divisor(top < 0n ? -top : top, bottom) || 1n;
    this.above = top / common;
    this.below = bottom / common;
  }

  static read(text) {
    const [above, below = "1"] = String(text).split("/");
    return new Fraction(above, below);
  }

  get isNothing() {
    return this.above === 0n;
  }

  plus(other) {
    return new Fraction(this.above * other.below + other.above * this.below, this.below * other.below);
  }

  times(number) {
    return new Fraction(this.above * BigInt(number), this.below);
  }

  over(other) {
    return new Fraction(this.above * other.below, this.below * other.above);
  }

  /** 1, 0 or -1, as this is more than, equal to or less than the other. */
  compare(other) {
    const difference = this.above * other.below - other.above * this.below;
    return difference > 0n ? 1 : difference < 0n ? -1 : 0;
  }

  toString() {
    return this.below === 1n ? String(this.above) : `${this.above}/${this.below}`;
  }
}

