// Notes of use, without any database.
import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../test/support/test-clock.ts';
import { createLogger } from '../platform/log.ts';
import { createUseNotes } from './use-notes.ts';

const log = createLogger({ level: 'silent', isTerminal: false });

describe('notes of use', () => {
  it('are written once within the time, for each thing by itself', async () => {
    const clock = createTestClock();
    const notes = createUseNotes({ clock, log });
    const written: string[] = [];
    const note = (id: string) => notes.note(id, 60_000, async () => void written.push(id));
    for (const id of ['a', 'a', 'b']) note(id);
    clock.advance(60_000);
    note('a');
    await notes.settle();
    expect(written).toEqual(['a', 'b', 'a']);
  });

  it('are tried again at the next use after they failed, and disturb nobody', async () => {
    const notes = createUseNotes({ clock: createTestClock(), log });
    let tries = 0;
    const write = async () => {
      tries++;
      if (tries === 1) throw new Error('The database is away.');
    };
    notes.note('a', 60_000, write);
    await notes.settle();
    notes.note('a', 60_000, write);
    notes.note('a', 60_000, write);
    await notes.settle();
    expect(tries).toBe(2);
  });
});
