import { describe, expect, it } from 'vitest';
import { fastestFirst } from './fastest-first.ts';

describe('the fastest of several engines', () => {
  /** Times them on a machine on which each takes so long; failing ones have no speed. */
  async function rank(speeds: Record<string, number | undefined>, secondsEach: number) {
    const timed: string[] = [];
    let seconds = 0;
    const time = async (choice: string) => {
      timed.push(choice);
      seconds += secondsEach;
      return speeds[choice];
    };
    const order = await fastestFirst(Object.keys(speeds), time, () => seconds * 1000);
    return { order, timed };
  }

  it('is found by timing all of them', async () => {
    const { order, timed } = await rank({ slow: 10, failing: undefined, fast: 30, middle: 20 }, 10);
    expect(order).toEqual(['fast', 'middle', 'slow', 'failing']);
    expect(timed).toHaveLength(4);
  });

  it('is not looked for longer than some minutes: what is timed by then comes first', async () => {
    const { order, timed } = await rank({ failing: undefined, slow: 10, fast: 30, faster: 40 }, 100);
    expect(order).toEqual(['slow', 'fast', 'faster', 'failing']);
    expect(timed).toEqual(['failing', 'slow']);
  });

  it('is looked for until one can be timed at all', async () => {
    const { order, timed } = await rank({ a: undefined, b: undefined, c: undefined, d: 5, e: 6 }, 100);
    expect(order).toEqual(['d', 'e', 'a', 'b', 'c']);
    expect(timed).toEqual(['a', 'b', 'c', 'd']);
  });
});
