// Which failed transfers still wait for somebody: not those of long ago, nor those that were asked for again.
import { describe, expect, it } from 'vitest';
import { openFailures } from './open-failures.ts';

const now = new Date('2026-03-20T12:00:00Z');
const anAttempt = (wishes: Partial<Parameters<typeof openFailures>[0][number]>) => ({
  state: 'failed' as const,
  study_id: 'study',
  series_instance_uid: null,
  ae_title: 'ARCHIVE',
  created_at: '2026-03-19T12:00:00.000000Z',
  updated_at: '2026-03-19T12:00:00.000000Z',
  ...wishes,
});

describe('the failures that want attention', () => {
  it('are transfers that failed, and no others', () => {
    const failed = anAttempt({});
    const others = (['waiting', 'sending', 'complete', 'cancelled'] as const).map((state) =>
      anAttempt({ state, study_id: state }),
    );
    expect(openFailures([...others, failed], now)).toEqual([failed]);
  });

  it('are not those that were asked for again, whatever came of it', () => {
    for (const state of ['waiting', 'sending', 'complete', 'cancelled'] as const)
      expect(openFailures([anAttempt({ state }), anAttempt({})], now)).toEqual([]);
    expect(openFailures([anAttempt({}), anAttempt({}), anAttempt({ state: 'complete' })], now)).toHaveLength(
      1,
    );
  });

  it('stay where something else was sent, or to somebody else', () => {
    const failed = anAttempt({});
    const others = [
      anAttempt({ state: 'complete', study_id: 'other' }),
      anAttempt({ state: 'complete', series_instance_uid: '1.2' }),
      anAttempt({ state: 'complete', ae_title: 'ELSEWHERE' }),
    ];
    expect(openFailures([...others, failed], now)).toEqual([failed]);
  });

  it('end after two weeks', () => {
    expect(openFailures([anAttempt({ updated_at: '2026-03-06T12:00:00.000000Z' })], now)).toEqual([]);
    expect(openFailures([anAttempt({ updated_at: '2026-03-06T12:00:01.000000Z' })], now)).toHaveLength(1);
  });
});
