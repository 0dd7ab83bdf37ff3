// When answers are drawn beside clicks.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Schedule, steadyClicks } from './steady-clicks.ts';

describe('what comes from the server while somebody clicks', () => {
  let page: EventTarget;
  let schedule: Schedule;
  let told: string[];
  beforeEach(() => {
    vi.useFakeTimers();
    page = new EventTarget();
    schedule = steadyClicks(page);
    told = [];
  });
  afterEach(() => vi.useRealTimers());
  const point = (kind: 'down' | 'up' | 'cancel') => page.dispatchEvent(new Event(`pointer${kind}`));
  const answer = (name: string) => schedule(() => told.push(name));

  it('is drawn at once when no button is down', () => {
    answer('list');
    vi.advanceTimersByTime(0);
    expect(told).toEqual(['list']);
  });

  it('waits for the button to come up, and then for the click, in its order', () => {
    answer('on its way');
    point('down');
    vi.advanceTimersByTime(0);
    answer('later');
    vi.advanceTimersByTime(100);
    point('up');
    expect(told).toEqual([]);
    vi.advanceTimersByTime(0);
    expect(told).toEqual(['on its way', 'later']);
    answer('after');
    vi.advanceTimersByTime(0);
    expect(told).toEqual(['on its way', 'later', 'after']);
  });

  it('does not wait for the end of a drag, nor for a button that came up elsewhere', () => {
    point('down');
    answer('list');
    vi.advanceTimersByTime(400);
    expect(told).toEqual(['list']);
    point('down');
    answer('again');
    vi.advanceTimersByTime(1);
    point('cancel');
    vi.advanceTimersByTime(0);
    expect(told).toEqual(['list', 'again']);
  });
});
