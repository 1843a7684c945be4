import { describe, expect, it } from 'vitest';
import { EventBus } from './events.ts';

describe('EventBus', () => {
  it('gives each subscriber every event from its subscription on, in order', async () => {
    const bus = new EventBus<number>();
    bus.publish(0);
    const first = bus.subscribe();
    bus.publish(1);
    const second = bus.subscribe();
    bus.publish(2);
    expect([(await first.next()).value, (await first.next()).value]).toEqual([1, 2]);
    expect((await second.next()).value).toBe(2);
  });

  it('forgets a subscriber that leaves, even one that never read', async () => {
    const bus = new EventBus<number>();
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
    const bus = new EventBus<number>();
    const slow = bus.subscribe();
    for (let i = 0; i < 1500; i++) bus.publish(i);
    expect((await slow.next()).value).toBe(500);
  });
});
