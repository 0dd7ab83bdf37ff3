// Group commit: who shares, who waits, and who fails alone.
import { describe, expect, it, vi } from 'vitest';
import { createGroupCommit } from './group-commit.ts';

describe('the group commit', () => {
  it('commits one at once, and those who come meanwhile together', async () => {
    const groups: number[][] = [];
    const releases: (() => void)[] = [];
    const commits = createGroupCommit<number, string>({
      run: async (items) => {
        groups.push([...items]);
        await new Promise<void>((resolve) => releases.push(resolve));
        return items.map((item) => `done ${item}`);
      },
      isPassing: () => false,
    });
    const results = [1, 2, 3, 4].map((item) => commits.commit(item));
    expect(groups).toEqual([[1]]);
    releases[0]?.();
    expect(await results[0]).toBe('done 1');
    await vi.waitFor(() => expect(groups).toEqual([[1], [2, 3, 4]]));
    releases[1]?.();
    expect(await Promise.all(results)).toEqual(['done 1', 'done 2', 'done 3', 'done 4']);
  });

  it('lets a bad one fail alone', async () => {
    const commits = createGroupCommit<number, number>({
      run: async (items) => {
        if (items.includes(3)) throw new Error('three');
        return items;
      },
      isPassing: () => false,
    });
    const results = await Promise.allSettled([1, 2, 3, 4].map((item) => commits.commit(item)));
    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });

  it('tries again what was only in the way, and not for ever', async () => {
    let tries = 0;
    const commits = createGroupCommit<number, number>({
      run: async (items) => {
        tries += 1;
        if (items[0] === 0 || tries < 3) throw new Error('busy');
        return items;
      },
      isPassing: () => true,
    });
    expect(await commits.commit(7)).toBe(7);
    expect(tries).toBe(3);
    await expect(commits.commit(0)).rejects.toThrow('busy');
    expect(await commits.commit(8)).toBe(8);
  });
});
