import {
  type FaceConvolutionLayers,
  faceConvolutions,
  faceDepthwise,
  facePoolings,
  faceProducts,
} from './face-layers.ts';
import { judgeConvolutions, judgePoolings, judgeProducts } from './judge-layers.ts';
import { elementCount, floatOperations, type Operation } from './operation.ts';
import {
  type ConvolutionLayers,
  pairsOf,
  pictureConvolutions,
  presetConvolutions,
  presetDepthwise,
  presetNorms,
  presetProducts,
  presetShifts,
} from './preset-layers.ts';

/** Which operations are tried: the quick form in seconds whenever an engine is new here, the whole form in minutes. */
export type Extent = 'quick' | 'whole';

/** The most work of one operation; larger batches or maps are cut. */
export const workLimits: Readonly<Record<Extent, number>> = { quick: 4e7, whole: 4e8 };
/** Making a number, reading it back and comparing it costs about as much as so many floating-point operations. */
const workOfElement = { 'batch-norm': 400, other: 60 } as const;

const workOf = (operation: Operation): number =>
  floatOperations(operation) +
  elementCount(operation) * workOfElement[operation.kind === 'batch-norm' ? 'batch-norm' : 'other'];

/** Pictures at once, largest first: the largest is taken that keeps an operation below its limit. */
const batches: Readonly<Record<Extent, readonly number[]>> = {
  quick: [32, 16, 4, 2, 1],
  whole: [32, 16, 2, 1],
};

/** What presets, face networks and the judge do, and a spread of other shapes; each at the sizes where it is really used. */
export function operationsToProve(extent: Extent, limit: number = workLimits[extent]): Operation[] {
  const steps = stepOperations(extent, limit);
  const forDrawing = extent === 'quick' ? alone(steps) : [];
  return [...faceOperations(), ...judgeOperations(), ...steps, ...forDrawing];
}

/**
 * Convolutions once more for a single picture: whoever draws one face runs them so, and libraries share their work out
 * otherwise for it, by rows and not by pictures. A tenth of the quick form's work.
 */
function alone(steps: readonly Operation[]): Operation[] {
  return steps.flatMap((operation) =>
    operation.kind === 'convolution' && operation.batch > 1 ? [{ ...operation, batch: 1 }] : [],
  );
}

/** Those of them that steps of trainings do. */
export function stepOperations(extent: Extent, limit: number = workLimits[extent]): Operation[] {
  const affordable = <T extends Operation & { sides: [number, number] }>(operation: T): T =>
    fitted(operation, batches[extent], limit);
  return [
    ...presetOperations().map((operation) =>
      operation.kind === 'product' ? operation : affordable(operation),
    ),
    ...spread(extent, affordable),
  ];
}

/** Those of the presets at each of their sides, for one picture or two; dense layers have a row for each of 16. */
export function presetOperations(): Operation[] {
  const convolutions = [...presetConvolutions, ...pictureConvolutions.flatMap(greyToo)];
  return [
    ...convolutions.flatMap(({ side, kernel, stride, widths }) =>
      pairsOf(widths).map(([from, to]) => convolution(side, kernel, stride, from, to)),
    ),
    ...presetDepthwise.flatMap(({ side, stride, channels }) =>
      channels.map((count) => depthwise(side, 3, stride, count)),
    ),
    ...presetProducts.map(([terms, columns]) => product(terms, columns)),
    ...presetShifts.map(
      ([side, channels]): Operation => ({
        kind: 'product',
        batch: 2,
        rows: side,
        terms: side,
        columns: side * channels,
      }),
    ),
    ...presetNorms.map(
      ([side, channels]): Operation => ({ kind: 'batch-norm', batch: 1, sides: [side, side], channels }),
    ),
  ];
}

/** Faces are found one picture at a time, at exactly these sizes. */
function faceOperations(): Operation[] {
  return [
    ...faceConvolutions.flatMap(paddedConvolutions),
    ...faceDepthwise.flatMap(({ side, kernel, stride, channels }) =>
      channels.map((count) => depthwise(side, kernel, stride, count)),
    ),
    ...faceProducts.map(([terms, columns]) => product(terms, columns)),
    ...facePoolings.map(
      ([side, channels]): Operation => ({
        kind: 'maximum-pooling',
        ...window(side, 2, 2),
        channels,
      }),
    ),
  ];
}

/** The judge sees faces many at a time, and its kernels are those of one. */
function judgeOperations(): Operation[] {
  return [
    ...judgeConvolutions.flatMap(paddedConvolutions),
    ...judgeProducts.map(([terms, columns]) => product(terms, columns)),
    ...judgePoolings.map(
      ({ kind, side, kernel, channels }): Operation => ({
        kind,
        ...window(side, kernel, 2),
        padding: 'valid',
        channels,
      }),
    ),
  ];
}

const paddedConvolutions = ({ side, kernel, stride, padding, widths }: FaceConvolutionLayers): Operation[] =>
  pairsOf(widths).map(([from, to]) => ({ ...convolution(side, kernel, stride, from, to), padding }));

/** Channel counts that no preset has: a user may set any, and kernels of processors come in blocks of 8, 16 and 32. */
const otherWidths = [1, 2, 3, 4, 5, 24, 40, 48, 56, 80, 96, 160];
const quickWidths = [5, 24, 40, 48, 56, 80];

function spread(extent: Extent, affordable: (operation: Convolution) => Convolution): Operation[] {
  const widths = extent === 'whole' ? otherWidths : quickWidths;
  const filters = [
    [1, 1],
    [3, 1],
    [3, 2],
    [4, 2],
    [5, 2],
  ] as const;
  const sides = extent === 'whole' ? [7, 8, 15, 16] : [7, 16];
  const tried: Operation[] = [];
  let turn = 0;
  for (const from of widths) {
    for (const [kernel, stride] of filters) {
      // Each pair of a width and a filter meets other widths, sides and batches, in turn, so that all pairs of two are met.
      for (const side of sides) {
        const to = widths[(turn * 5 + 3) % widths.length];
        const batch = [1, 2, 16, 32][turn % 4];
        tried.push(affordable({ ...convolution(side, kernel, stride, from, to), batch }));
        turn += 1;
      }
    }
  }
  for (const channels of widths) {
    tried.push({ ...depthwise(9, 3, 1, channels), batch: 2 }, { ...depthwise(16, 3, 2, channels), batch: 2 });
    tried.push({ kind: 'average-pooling', ...window(8, 2, 2), channels, batch: 2 });
    tried.push({ kind: 'product', batch: 1, rows: 16, terms: channels * 16, columns: channels });
    tried.push({ kind: 'batch-norm', batch: 4, sides: [5, 7], channels });
  }
  return tried;
}

const window = (side: number, kernel: number, stride: number) => ({
  batch: 1,
  sides: [side, side] as [number, number],
  kernel: [kernel, kernel] as [number, number],
  stride,
  padding: 'same' as const,
});

const convolution = (side: number, kernel: number, stride: number, from: number, to: number) => ({
  kind: 'convolution' as const,
  ...window(side, kernel, stride),
  from,
  to,
});

const depthwise = (side: number, kernel: number, stride: number, channels: number) => ({
  kind: 'depthwise-convolution' as const,
  ...window(side, kernel, stride),
  channels,
});

const product = (terms: number, columns: number): Operation => ({
  kind: 'product',
  batch: 1,
  rows: 16,
  terms,
  columns,
});

type Convolution = ReturnType<typeof convolution>;

/** The largest batch that keeps it below the limit; where one picture is too much, a smaller map. */
function fitted<T extends Operation & { sides: [number, number] }>(
  operation: T,
  batchSizes: readonly number[],
  limit: number,
): T {
  const wanted = operation.batch > 1 ? [operation.batch, ...batchSizes] : batchSizes;
  for (const batch of wanted) {
    if (batch > Math.max(operation.batch, 32)) continue;
    const tried = { ...operation, batch };
    if (workOf(tried) <= limit) return tried;
  }
  const [height, width] = operation.sides;
  if (height <= 8) return { ...operation, batch: 1 };
  return fitted({ ...operation, batch: 1, sides: [height / 2, width / 2] }, batchSizes, limit);
}

const greyToo = (layers: ConvolutionLayers): ConvolutionLayers[] => [
  layers,
  { ...layers, widths: layers.widths.replace(/\b3\b/g, '1') },
];
