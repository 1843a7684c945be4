import { expect, it } from 'vitest';
import { GpuFailure } from '../../gpu/gpu-failure.ts';
import { fakeCard } from '../../gpu/testing/fake-card.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import type { startGradient } from '../operations/gradient-on-card.ts';
import { chooseForms } from './choose-forms.ts';

type Start = typeof startGradient;
type Form = Parameters<Start>[2];

/** Kernels that take so long for a picture, or that are refused; notes how many pictures each was asked for. */
function standIns(
  msOf: (gradient: string, form: Form) => number | GpuFailure,
  whileTimed: (form: Form) => GpuFailure | undefined = () => undefined,
) {
  const started: { form: Form; pictures: number }[] = [];
  let running = 0;
  const start: Start = async (_, { gradient, picture }, form) => {
    const ms = msOf(gradient, form);
    if (ms instanceof GpuFailure) throw ms;
    started.push({ form, pictures: picture[0] });
    running += 1;
    return {
      async time() {
        const failure = whileTimed(form);
        if (failure !== undefined) throw failure;
        return ms * picture[0];
      },
      dispose: () => {
        running -= 1;
      },
    };
  };
  return { start, started, running: () => running };
}

const usual = { filter: 'tiles', input: 'tiles' };

it('gives the form of each gradient that a card is fastest with, and the usual ones behind it', async () => {
  const messages: FromCompute[] = [];
  const speeds: Record<string, number> = { tiles: 20, 'wide-tiles': 10, registers: 5 };
  const { start, running } = standIns((_, form) => speeds[form]);
  const chosen = await chooseForms(fakeCard(), (message) => messages.push(message), start);
  expect(chosen).toEqual([{ filter: 'wide-tiles', input: 'registers' }, usual]);
  expect(running(), 'memory that is held').toBe(0);
  expect(messages.map(({ type }) => type)).toEqual(['working', 'working']);
});

it('gives the usual ones alone where they are fastest', async () => {
  const { start } = standIns((_, form) => (form === 'tiles' ? 10 : 11));
  expect(await chooseForms(fakeCard(), () => undefined, start)).toEqual([usual]);
});

it('shows a fast card many pictures, and a slow one few', async () => {
  const fast = standIns(() => 0.1);
  await chooseForms(fakeCard(), () => undefined, fast.start);
  expect(new Set(fast.started.map(({ pictures }) => pictures))).toEqual(new Set([2, 64]));
  const slow = standIns(() => 50);
  await chooseForms(fakeCard(), () => undefined, slow.start);
  expect(new Set(slow.started.map(({ pictures }) => pictures))).toEqual(new Set([2]));
});

it('passes over what a card refuses', async () => {
  const refused = new GpuFailure('refused', 'The shader is too large.');
  const some = standIns((_, form) => (form === 'registers' ? refused : form === 'tiles' ? 30 : 20));
  const wide = { filter: 'wide-tiles', input: 'wide-tiles' };
  expect(await chooseForms(fakeCard(), () => undefined, some.start)).toEqual([wide, usual]);
  const { start } = standIns(() => refused);
  expect(await chooseForms(fakeCard(), () => undefined, start)).toEqual([usual]);
});

it('fails where the card is lost', async () => {
  const lost = new GpuFailure('lost', 'The driver was reset.');
  const { start } = standIns(() => lost);
  await expect(chooseForms(fakeCard(), () => undefined, start)).rejects.toBe(lost);
});

it('passes over what a card refuses while it is timed, and gives all memory back', async () => {
  const refused = new GpuFailure('memory', 'No memory is left.');
  const { start, running } = standIns(
    (_, form) => (form === 'wide-tiles' ? 1 : 10),
    (form) => (form === 'wide-tiles' ? refused : undefined),
  );
  expect(await chooseForms(fakeCard(), () => undefined, start)).toEqual([usual]);
  expect(running()).toBe(0);
  const lost = new GpuFailure('lost', 'The driver was reset.');
  const gone = standIns(
    () => 10,
    () => lost,
  );
  await expect(chooseForms(fakeCard(), () => undefined, gone.start)).rejects.toBe(lost);
  expect(gone.running()).toBe(0);
});
