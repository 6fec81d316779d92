// Offsets: strings count UTF-16 units, records count code points.

/** Turns offsets of one text from one unit into the other. */
export class CodePoints {
  /** Where the second halves of pairs stand, in UTF-16 units. */
  private readonly pairs: number[] = [];

  constructor(text: string) {
    for (const match of text.matchAll(/[\u{10000}-\u{10ffff}]/gu)) this.pairs.push(match.index + 1);
  }

  /** Code points before a UTF-16 offset. */
  of(units: number): number {
    return units - this.before((i) => this.pairs[i] < units);
  }

  /** The UTF-16 offset behind so many code points. */
  toUnits(points: number): number {
    return points + this.before((i) => this.pairs[i] - i <= points);
  }

  /** How many pairs come first for which something holds. */
  private before(holds: (i: number) => boolean): number {
    let [low, high] = [0, this.pairs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
