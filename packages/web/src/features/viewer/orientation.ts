// The letters at the edges of a picture: which side of the patient is there (PS3.3 C.7.6.1.1.1). Pure.

/** The letters of a direction in the patient: the strongest first, weaker ones where they count. */
export function lettersOf(direction: readonly number[]): string {
  const [x = 0, y = 0, z = 0] = direction;
  return (
    [
      { size: Math.abs(x), letter: x < 0 ? 'R' : 'L' },
      { size: Math.abs(y), letter: y < 0 ? 'A' : 'P' },
      { size: Math.abs(z), letter: z < 0 ? 'F' : 'H' },
    ]
      // Less than this is no more than the table being askew.
      .filter(({ size }) => size > 0.2)
      .sort((a, b) => b.size - a.size)
      .map(({ letter }) => letter)
      .join('')
  );
}

const opposites: Readonly<Record<string, string>> = { R: 'L', L: 'R', A: 'P', P: 'A', F: 'H', H: 'F' };

/** The letters of the other side. */
export function oppositeOf(letters: string): string {
  return [...letters].map((letter) => opposites[letter] ?? '').join('');
}

/** What stands at the four edges. */
export interface EdgeLetters {
  readonly top: string;
  readonly right: string;
  readonly bottom: string;
  readonly left: string;
}

/** The letters for a picture whose right and lower edges point in these directions of the patient. */
export function edgeLetters(right: readonly number[], down: readonly number[]): EdgeLetters {
  const rightLetters = lettersOf(right);
  const downLetters = lettersOf(down);
  return {
    top: oppositeOf(downLetters),
    right: rightLetters,
    bottom: downLetters,
    left: oppositeOf(rightLetters),
  };
}
