import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import { tf } from '../../../engines/tf.ts';
import { integers, type KernelBackend } from './gpu-kernel.ts';
import { sumOfParts } from './sum-of-parts.ts';

/**
 * Sums and means along axes that have others behind them, such as the gradient of a bias: the package turns the whole map
 * round first. By kernel name.
 */
export const columnKernels: Readonly<Record<string, (stock: KernelConfig) => KernelConfig>> = {
  Sum: (stock) => ({ ...stock, kernelFunc: (call) => sumColumns(call, () => 1) ?? stock.kernelFunc(call) }),
  Mean: (stock) => ({
    ...stock,
    kernelFunc: (call) => sumColumns(call, ({ rows }) => rows) ?? stock.kernelFunc(call),
  }),
};

type Call = Parameters<KernelConfig['kernelFunc']>[0];

/** An array [outers, rows, columns] whose rows are added up. */
interface Columns {
  outers: number;
  rows: number;
  columns: number;
}

/** Undefined where the package's kernel does as well, or where there are too many sums for one dispatch. */
function sumColumns(call: Call, divisorOf: (columns: Columns) => number): TensorInfo | undefined {
  const { x } = call.inputs as { x: TensorInfo };
  const { axis, keepDims } = call.attrs as unknown as { axis: number | number[]; keepDims: boolean };
  const backend = call.backend as KernelBackend;
  const axes = tf.util.parseAxisParam(axis, x.shape);
  const found = columnsOf(x.shape, axes);
  if (found === undefined || x.dtype !== 'float32') return undefined;
  const { outers, rows, columns } = found;
  const kept = x.shape.map((side, i) => (axes.includes(i) ? 1 : side));
  const shape = keepDims ? kept : x.shape.filter((_, i) => !axes.includes(i));
  const [across, down] = invocationsFor(found);
  const parts = Math.max(1, Math.floor(rows / (rowsOfInvocation * down)));
  const most = backend.device.limits.maxComputeWorkgroupsPerDimension;
  const blocks = Math.ceil(columns / across);
  const lines = Math.ceil(blocks / most);
  const dispatch: [number, number, number] = [Math.min(blocks, most), parts, outers * lines];
  if (Math.max(...dispatch) > most) return undefined;
  const divisor = divisorOf(found);
  const added = backend.runWebGPUProgram(
    {
      variableNames: ['x'],
      variableComponents: [1],
      outputShape: [parts, outers, columns],
      outputComponent: 1,
      uniforms: 'rows : i32, columns : i32, outers : i32, rowsOfPart : i32, divisor : i32, lines : i32,',
      workgroupSize: [across, down, 1],
      dispatchLayout: { x: [2], y: [0], z: [1] },
      dispatch,
      shaderKey: `columnSums_${across}_${down}`,
      getUserCode: () => codeFor(across, down),
    },
    [x],
    'float32',
    [
      integers(rows),
      integers(columns),
      integers(outers),
      integers(Math.ceil(rows / parts)),
      integers(parts === 1 ? divisor : 1),
      integers(lines),
    ],
    backend.makeTensorInfo(parts === 1 ? shape : [parts, ...shape], 'float32'),
  );
  if (parts === 1) return added;
  const sum = sumOfParts(backend, added, shape, parts, divisor);
  backend.disposeData(added.dataId);
  return sum;
}

/** Of axes that lie side by side with others behind them. */
function columnsOf(shape: readonly number[], axes: readonly number[]): Columns | undefined {
  const sorted = axes.toSorted((a, b) => a - b);
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  if (first === undefined || last - first !== sorted.length - 1) return undefined;
  const sizeOf = (sides: readonly number[]) => sides.reduce((product, side) => product * side, 1);
  const columns = sizeOf(shape.slice(last + 1));
  const rows = sizeOf(shape.slice(first, last + 1));
  const outers = sizeOf(shape.slice(0, first));
  return columns > 1 && rows > 1 && outers > 0 ? { outers, rows, columns } : undefined;
}

/** Invocations of a workgroup. Where there are few rows, one adds up a whole column. */
const invocationsFor = ({ rows, columns }: Columns): readonly [across: number, down: number] =>
  columns <= 4 ? [4, 64] : rows <= 64 && columns >= 64 ? [64, 1] : [16, 16];

/** Where rows are divided into parts, each invocation adds up at least so many of them. */
const rowsOfInvocation = 64;

/** An invocation adds up every `down`-th row of its column, and the workgroup their sums, always in the same order. */
const codeFor = (across: number, down: number): string => `
  var<workgroup> partial: array<f32, ${across * down}>;

  fn main() {
    // More columns than one line of workgroups has go on in the next line.
    let line = i32(workgroupId.z) % uniforms.lines;
    let column = (line * i32(numWorkgroups.x) + i32(workgroupId.x)) * ${across} + i32(localId.x);
    let part = i32(workgroupId.y);
    let outer = i32(workgroupId.z) / uniforms.lines;
    let end = min(uniforms.rows, (part + 1) * uniforms.rowsOfPart);
    var sum = 0.0;
    if (column < uniforms.columns) {
      for (var row = part * uniforms.rowsOfPart + i32(localId.y); row < end; row += ${down}) {
        sum += x[(outer * uniforms.rows + row) * uniforms.columns + column];
      }
    }
    partial[localIndex] = sum;
    for (var half = ${down >> 1}u; half > 0u; half /= 2u) {
      workgroupBarrier();
      if (localId.y < half) { partial[localIndex] += partial[localIndex + half * ${across}u]; }
    }
    if (localId.y == 0u && column < uniforms.columns) {
      result[(part * uniforms.outers + outer) * uniforms.columns + column] = partial[localIndex] / f32(uniforms.divisor);
    }
  }`;
