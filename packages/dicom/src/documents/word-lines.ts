// Collects words into lines of a text that is bounded: white space is as little as parts them.

/** What parts words; of several the first in this order counts. */
type Separator = '\n' | '\t' | ' ' | '';

const order: readonly Separator[] = ['\n', '\t', ' ', ''];

/** Of one text so many times what fits is looked at: the rest may be white space, which is little in the end. */
const blanksMax = 4;

/** Words, in their order. */
export class WordLines {
  readonly #charactersMax: number;
  readonly #parts: string[] = [];
  #characters = 0;
  #separator: Separator = '';
  /** False as soon as something did not fit: nothing is taken any more. */
  isWhole = true;

  constructor(charactersMax: number) {
    this.#charactersMax = charactersMax;
  }

  /** Takes text over; its own white space becomes single blanks, as readers show it. */
  add(text: string): void {
    const read = text.slice(0, this.#charactersMax * blanksMax);
    const plain = read.replace(/\s+/g, ' ');
    const words = plain.trim();
    if (plain.startsWith(' ')) this.separate(' ');
    if (words !== '' && this.isWhole) {
      if (this.#parts.length > 0) this.#push(this.#separator);
      this.#push(words);
      this.#separator = plain.endsWith(' ') ? ' ' : '';
    }
    this.isWhole &&= read.length === text.length;
  }

  /** Parts what is there from what comes. */
  separate(separator: Separator): void {
    if (order.indexOf(separator) < order.indexOf(this.#separator)) this.#separator = separator;
  }

  /** All of it. */
  text(): string {
    return this.#parts.join('');
  }

  #push(text: string): void {
    const fitting = text.slice(0, this.#charactersMax - this.#characters);
    this.isWhole &&= fitting.length === text.length;
    this.#characters += fitting.length;
    // A character of two units is shown whole or not at all.
    this.#parts.push(this.isWhole ? fitting : fitting.replace(/[\ud800-\udbff]$/, ''));
  }
}
