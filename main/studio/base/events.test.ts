import { describe, expect, it } from 'vitest';
import { EventBus } from './events.ts';
import { createLogger, type LogLine } from './log.ts';

const lines: LogLine[] = [];
const log = createLogger((line) => lines.push(line));

describe('EventBus', () => {
  it('gives each subscriber every event from its subscription on, in order', async () => {
    const bus = new EventBus<number>(log);
    bus.publish(0);
    const first = bus.subscribe();
    bus.publish(1);
    const second = bus.subscribe();
    bus.publish(2);
    expect([(await first.next()).value, (await first.next()).value]).toEqual([1, 2]);
    expect((await second.next()).value).toBe(2);
  });

  it('forgets a subscriber that leaves, even one that never read', async () => {
    const bus = new EventBus<number>(log);
    const subscription = bus.subscribe();
    expect(bus.listenerCount).toBe(1);
    await subscription.return();
    expect(bus.listenerCount).toBe(0);
    const controller = new AbortController();
    const waiting = bus.subscribe(controller.signal).next();
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(bus.listenerCount).toBe(0);
  });

  it('drops the oldest events of a reader that is too slow', async () => {
    const bus = new EventBus<number>(log);
    const slow = bus.subscribe();
    for (let i = 0; i < 1500; i++) bus.publish(i);
    expect((await slow.next()).value).toBe(500);
  });

  it('tells the others when a listener fails, and notes why', () => {
    const bus = new EventBus<number>(log);
    const seen: number[] = [];
    bus.listen(() => {
      throw new Error('a window that is gone');
    });
    bus.listen((event) => seen.push(event));
    bus.publish(1);
    bus.publish(2);
    expect(seen).toEqual([1, 2]);
    expect(lines.map(({ fields }) => fields['error'])).toEqual([
      expect.objectContaining({ message: 'a window that is gone' }),
      expect.objectContaining({ message: 'a window that is gone' }),
    ]);
  });
});
