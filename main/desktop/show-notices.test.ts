import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import type { Notice } from './notices.ts';
import { noticeShower } from './show-notices.ts';

function setUp({ isInFront = false, isSupported = true } = {}) {
  const made: { notice: Notice; events: EventEmitter; show: () => void }[] = [];
  const bringToFront = vi.fn();
  const show = noticeShower({
    isSupported: () => isSupported,
    isInFront: () => isInFront,
    bringToFront,
    create(notice) {
      const events = new EventEmitter();
      const notification = Object.assign(events, { show: vi.fn() });
      made.push({ notice, events, show: notification.show });
      return notification as never;
    },
  });
  return { show, made, bringToFront };
}

const notice: Notice = { title: 'portraits', body: 'The run was finished.' };

test('a notice is shown, and a click on it brings the window to the front', () => {
  const { show, made, bringToFront } = setUp();
  show(notice);
  expect(made).toEqual([expect.objectContaining({ notice })]);
  expect(made[0]?.show).toHaveBeenCalledOnce();
  expect(bringToFront).not.toHaveBeenCalled();
  made[0]?.events.emit('click');
  expect(bringToFront).toHaveBeenCalledOnce();
});

test.each([
  ['while the window is in front', { isInFront: true }],
  ['where the system has none', { isSupported: false }],
])('nothing is shown %s', (_, state) => {
  const { show, made } = setUp(state);
  show(notice);
  expect(made).toEqual([]);
});

test('what has nothing to say shows nothing', () => {
  const { show, made } = setUp();
  show(undefined);
  expect(made).toEqual([]);
});
