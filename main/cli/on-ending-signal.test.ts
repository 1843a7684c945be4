import { EventEmitter } from 'node:events';
import { describe, expect, it, test } from 'vitest';
import { endingSignals } from '../contract/system/ending-signals.ts';
import { onEndingSignal, onFirstEndingSignal } from './on-ending-signal.ts';

test('Ctrl-C, kill and a closed terminal are heard until that is undone', () => {
  const source = new EventEmitter();
  const heard: string[] = [];
  const stop = onEndingSignal((signal) => heard.push(signal), source);
  for (const signal of endingSignals) source.emit(signal, signal);
  expect(heard).toEqual(['SIGINT', 'SIGTERM', 'SIGHUP']);
  stop();
  expect(endingSignals.map((signal) => source.listenerCount(signal))).toEqual([0, 0, 0]);
});

describe('a program that ends in order', () => {
  /** What is done as these signals come, each at its time in milliseconds. */
  function didAfter(...signals: [atMs: number, signal: NodeJS.Signals][]) {
    const source = new EventEmitter();
    const did: string[] = [];
    let atMs = 0;
    const stop = onFirstEndingSignal(() => did.push('saves'), {
      source,
      now: () => atMs,
      exit: (code) => did.push(`exits with ${code}`),
    });
    for (const [time, signal] of signals) {
      atMs = time;
      source.emit(signal, signal);
    }
    stop();
    return { did, isHeard: source.listenerCount('SIGINT') > 0 };
  }

  it.each(endingSignals)('begins at the first %s', (signal) => {
    expect(didAfter([0, signal])).toEqual({ did: ['saves'], isHeard: true });
  });

  it('ends at once at a second Ctrl-C, whatever came first', () => {
    expect(didAfter([0, 'SIGHUP'], [3000, 'SIGINT']).did).toEqual(['saves', 'exits with 130']);
  });

  it('takes a Ctrl-C that npm passes on for the same one', () => {
    expect(didAfter([0, 'SIGINT'], [7, 'SIGINT']).did).toEqual(['saves']);
  });

  it('is not ended by a terminal that says several times that it was closed', () => {
    expect(didAfter([0, 'SIGHUP'], [2000, 'SIGHUP']).did).toEqual(['saves']);
  });

  it('may be asked again where the end could not be begun', () => {
    const source = new EventEmitter();
    let asked = 0;
    onFirstEndingSignal(
      (listenAgain) => {
        asked += 1;
        listenAgain();
      },
      { source, exit: () => expect.unreachable() },
    );
    for (let press = 0; press < 2; press++) source.emit('SIGINT', 'SIGINT');
    expect(asked).toBe(2);
  });

  it('listens no longer than its work lasts', () => {
    expect(didAfter()).toEqual({ did: [], isHeard: false });
  });
});
