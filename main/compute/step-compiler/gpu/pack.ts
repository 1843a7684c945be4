import { UnrecordableStepError } from '../attributes.ts';
import { elementDispatch } from './element-shader.ts';
import { packedRules } from './packed-rules.ts';
import { type PackedPlace, Packs } from './packs.ts';
import {
  listsOf,
  type RecordedElementwise,
  type RecordedUpdate,
  type RecordedWork,
} from './recorded-work.ts';
import { type DeviceLimits, RecordedBuffer, type RecordedDispatch } from './recording-device.ts';
import { squareDispatches } from './square-sum.ts';

/** What a function does when nothing is left to fuse. */
export interface FunctionWork {
  works: readonly LaidOut[];
  /** Values that leave the function. */
  needed: readonly RecordedBuffer[];
}

export interface PackedWork {
  places: ReadonlyMap<RecordedBuffer, PackedPlace>;
  /** Bytes of each pack. What lies between values is zero at the beginning, and nothing but zero is ever written there. */
  packs: readonly number[];
  /** In the order of the functions. */
  dispatches: readonly RecordedDispatch[][];
}

type LaidOut = Exclude<RecordedWork, RecordedElementwise>;

/**
 * Lays what is updated together side by side, and makes one dispatch of each update: one for the weights of a network, their
 * slots of Adam and their gradients, instead of a dozen for each weight. Updates are made in place.
 */
export function pack(
  state: ReadonlySet<RecordedBuffer>,
  functions: readonly FunctionWork[],
  limits: DeviceLimits,
): PackedWork {
  const packs = new Packs(limits.maxStorageBufferBindingSize);
  const laid = functions.map((each) => layOut(each, state, packs, limits));
  const toDispatches = (work: LaidOut): RecordedDispatch[] => {
    if (work.kind === 'dispatch') return [work];
    return work.kind === 'update'
      ? updateDispatches(work, packs, limits)
      : squareDispatches(
          work.buffers.map(({ buffer }) => buffer),
          packs,
          limits,
        );
  };
  return {
    places: packs.places,
    packs: packs.sizes,
    dispatches: laid.map((works) => works.flatMap(toDispatches)),
  };
}

/** Gives places to all that updates touch. What cannot be made where an update wants it, is copied there first. */
function layOut(
  { works, needed }: FunctionWork,
  state: ReadonlySet<RecordedBuffer>,
  packs: Packs,
  limits: DeviceLimits,
): FunctionWork['works'] {
  packs.startFunction();
  return works.flatMap((work, time): LaidOut[] => {
    if (work.kind !== 'update') return [work];
    const { before, read, scalars, after } = inOrder(work, packs);
    const later = new Set(
      works.slice(time + 1).flatMap(({ buffers }) => buffers.map(({ buffer }) => buffer)),
    );
    for (const buffer of needed) later.add(buffer);
    for (const [i, list] of before.entries()) {
      if (list.some((buffer) => !state.has(buffer) && !packs.places.has(buffer)))
        throw new UnrecordableStepError('it updates what is no part of its state');
      if (list.some((buffer) => later.has(buffer)))
        throw new UnrecordableStepError('it uses a weight as it was before its update');
      packs.keep(list);
      for (const [j, buffer] of list.entries()) packs.replace(buffer, after[i][j]);
    }
    const copies: RecordedDispatch[] = [];
    const sources = read.map((list) => {
      const ready = list.map((buffer) => {
        if (packs.places.has(buffer) || state.has(buffer)) return buffer;
        if (canMove(buffer, list, works)) return buffer;
        const copy = new RecordedBuffer(buffer.size, buffer.usage, false);
        copies.push(copyDispatch(buffer, copy, limits));
        return copy;
      });
      if (ready.some((buffer) => state.has(buffer))) packs.keep(ready);
      else packs.lend(ready);
      return ready;
    });
    const lists = [...before, ...sources, scalars].flat().map((buffer) => ({ buffer, isWritten: false }));
    const made = after.flat().map((buffer) => ({ buffer, isWritten: true }));
    return [...copies, { ...work, buffers: [...lists, ...made] }];
  });
}

/** The lists of an update, with those of its members first that lie side by side already, as they lie. */
function inOrder(work: RecordedUpdate, packs: Packs): ReturnType<typeof listsOf> {
  const { before, read, scalars, after } = listsOf(work);
  const lists = [...before, ...read];
  const placeOf = (member: number): PackedPlace | undefined =>
    lists.map((list) => packs.places.get(list[member])).find((place) => place !== undefined);
  const order = before[0]
    .map((_, member) => ({ member, place: placeOf(member) }))
    .sort(({ place: a }, { place: b }) => {
      if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
      return a.pack - b.pack || a.offset - b.offset;
    })
    .map(({ member }) => member);
  const sorted = (all: RecordedBuffer[][]) => all.map((list) => order.map((member) => list[member]));
  return { before: sorted(before), read: sorted(read), scalars, after: sorted(after) };
}

/**
 * Whether a value can be made where it is wanted, beside others: once, by a shader that reads none of these, as none may read
 * from the buffer that it writes to. What comes from outside has its place already.
 */
function canMove(
  buffer: RecordedBuffer,
  beside: readonly RecordedBuffer[],
  works: FunctionWork['works'],
): boolean {
  if (beside.filter((other) => other === buffer).length > 1) return false;
  const writers = works.filter(({ buffers }) =>
    buffers.some((use) => use.buffer === buffer && use.isWritten),
  );
  return (
    writers.length === 1 &&
    writers[0].kind === 'dispatch' &&
    !writers[0].buffers.some((use) => !use.isWritten && beside.includes(use.buffer))
  );
}

const copyDispatch = (from: RecordedBuffer, to: RecordedBuffer, limits: DeviceLimits): RecordedDispatch =>
  elementDispatch(
    {
      count: from.size / 4,
      arrays: [
        { name: 'copy', buffer: to, isWritten: true },
        { name: 'source', buffer: from, isWritten: false },
      ],
      fields: [],
      code: 'copy[i] = source[i];',
    },
    limits,
  );

/** One dispatch for each stretch of members that lie side by side in all lists. */
function updateDispatches(work: RecordedUpdate, packs: Packs, limits: DeviceLimits): RecordedDispatch[] {
  const { read, scalars, after } = listsOf(work);
  const rule = packedRules[work.rule];
  const lists = [
    ...after.map((list, i) => ({ name: rule.updates[i], list, isWritten: true })),
    ...read.map((list, i) => ({ name: rule.reads[i], list, isWritten: false })),
  ];
  return packs.stretches(lists.map(({ list }) => list)).map(({ start, span }) =>
    elementDispatch(
      {
        count: span / 4,
        arrays: [
          ...lists.map(({ name, list, isWritten }) => ({ name, buffer: list[start], isWritten, span })),
          ...scalars.map((buffer, i) => ({ name: `${rule.scalars[i]}Of`, buffer, isWritten: false })),
        ],
        fields: rule.numbers.map((name, i) => ({ name, type: 'f32', value: work.numbers[i] })),
        code: [...rule.scalars.map((name) => `let ${name} = ${name}Of[0];`), rule.code].join('\n  '),
      },
      limits,
    ),
  );
}
