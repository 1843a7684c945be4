import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Conversation } from './conversation.ts';
import type { FromCard, ToCard } from './messages.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('does not wait for an answer to what could not be sent', async () => {
  let answer: (message: FromCard) => void = () => undefined;
  const conversation = new Conversation({
    send(message: ToCard) {
      if (message.type === 'read-state') throw new Error('it cannot be cloned');
    },
    onMessage: (listener) => {
      answer = listener;
    },
    onGone: () => undefined,
    close: () => undefined,
  });
  await expect(conversation.ask({ type: 'read-state', id: 1 }, 'state')).rejects.toThrow('cannot be cloned');
  const disposed = conversation.ask({ type: 'dispose', id: 1 }, 'done');
  expect(vi.getTimerCount()).toBe(1);
  answer({ type: 'done', call: 2 });
  await disposed;
  // Nobody waits, so that nothing is pinged.
  expect(vi.getTimerCount()).toBe(0);
});
