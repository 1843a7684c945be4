import { bytesOf, entryPoint, type Field, headerOf } from './element-shader.ts';
import type { Packs } from './packs.ts';
import {
  type BufferUse,
  bufferUsage,
  type DeviceLimits,
  RecordedBuffer,
  type RecordedDispatch,
} from './recording-device.ts';

/**
 * The sum of the squares of all buffers but the last, which gets it. Workgroups sum up a part each, and one of them the
 * parts: the order of addition is the same in every call, and another one than of tensor after tensor.
 */
export function squareDispatches(
  buffers: readonly RecordedBuffer[],
  packs: Packs,
  { maxComputeWorkgroupsPerDimension }: Pick<DeviceLimits, 'maxComputeWorkgroupsPerDimension'>,
): RecordedDispatch[] {
  const total = buffers[buffers.length - 1];
  const terms = buffers.slice(0, -1).sort((a, b) => {
    const [one, other] = [packs.places.get(a), packs.places.get(b)];
    if (one === undefined || other === undefined)
      return Number(one === undefined) - Number(other === undefined);
    return one.pack - other.pack || one.offset - other.offset;
  });
  const stretches = packs.stretches([terms]);
  const longest = Math.max(...stretches.map(({ span }) => span / 4));
  // More where there would be too many workgroups for a dispatch.
  const perGroup = Math.max(fewestPerGroup, Math.ceil(longest / maxComputeWorkgroupsPerDimension));
  const groupsOf = ({ span }: { span: number }) => Math.ceil(span / 4 / perGroup);
  const parts = stretches.reduce((sum, stretch) => sum + groupsOf(stretch), 0);
  const sums = new RecordedBuffer(4 * parts, bufferUsage.STORAGE, false);
  let start = 0;
  const ofStretches = stretches.map((stretch) => {
    const { start: first, span } = stretch;
    const dispatch = sumDispatch(
      { buffer: terms[first], isWritten: false, span },
      { buffer: sums, isWritten: true },
      { count: span / 4, perGroup, start, isSquared: true },
    );
    start += groupsOf(stretch);
    return dispatch;
  });
  const ofParts = sumDispatch(
    { buffer: sums, isWritten: false },
    { buffer: total, isWritten: true },
    // One workgroup, however many parts there are.
    { count: parts, perGroup: parts, start: 0, isSquared: false },
  );
  return [...ofStretches, ofParts];
}

/** Threads of a workgroup, as many as every device has, and elements that it sums up at least. */
const threads = 256;
const fewestPerGroup = 16 * threads;

function sumDispatch(
  from: BufferUse,
  to: BufferUse,
  given: { count: number; perGroup: number; start: number; isSquared: boolean },
): RecordedDispatch {
  const { count, perGroup, start, isSquared } = given;
  const fields: Field[] = [
    { name: 'count', type: 'u32', value: count },
    { name: 'start', type: 'u32', value: start },
    { name: 'perGroup', type: 'u32', value: perGroup },
  ];
  const arrays = [
    { ...from, name: 'terms' },
    { ...to, name: 'sums' },
  ];
  return {
    kind: 'dispatch',
    entryPoint,
    code: `${headerOf(arrays, fields)}
var<workgroup> partial: array<f32, ${threads}>;
@compute @workgroup_size(${threads})
fn ${entryPoint}(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) within: u32,
) {
  let end = min(fields.count, (group.x + 1u) * fields.perGroup);
  var sum = 0.0;
  for (var i = group.x * fields.perGroup + within; i < end; i += ${threads}u) {
    let term = terms[i];
    sum += ${isSquared ? 'term * term' : 'term'};
  }
  partial[within] = sum;
  for (var half = ${threads / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (within < half) { partial[within] += partial[within + half]; }
  }
  if (within == 0u) { sums[fields.start + group.x] = partial[0]; }
}
`,
    buffers: [from, to],
    uniform: bytesOf(fields),
    workgroups: [Math.ceil(count / perGroup), 1, 1],
  };
}
