import type { BufferUse, DeviceLimits, RecordedDispatch } from './recording-device.ts';

/** A shader that does the same for each of `count` elements. */
export interface ElementShader {
  count: number;
  /** Buffers of float32 with their names in the code. */
  arrays: readonly (BufferUse & { name: string })[];
  /** Numbers with their names in the code: part of a dispatch, not of the shader, so that shaders are shared. */
  fields: readonly Field[];
  /** WGSL for element `i`. */
  code: string;
}

export interface Field {
  name: string;
  type: 'u32' | 'f32';
  value: number;
}

/** Makes a dispatch of it. */
export function elementDispatch(
  { count, arrays, fields, code }: ElementShader,
  limits: DeviceLimits,
): RecordedDispatch {
  const all: Field[] = [{ name: 'count', type: 'u32', value: count }, ...fields];
  const groups = Math.ceil(count / groupSize);
  const across = Math.min(groups, limits.maxComputeWorkgroupsPerDimension);
  return {
    kind: 'dispatch',
    entryPoint,
    code: `${headerOf(arrays, all)}
@compute @workgroup_size(${groupSize})
fn ${entryPoint}(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) within: u32,
) {
  let i = (group.y * groups.x + group.x) * ${groupSize}u + within;
  if (i >= fields.count) { return; }
${all
  .slice(1)
  .map(({ name }) => `  let ${name} = fields.${name};\n`)
  .join('')}  ${code}
}
`,
    buffers: arrays.map(({ buffer, isWritten, span }) => ({ buffer, isWritten, ...(span && { span }) })),
    uniform: bytesOf(all),
    workgroups: [across, Math.ceil(groups / across), 1],
  };
}

export const entryPoint = 'run';

const groupSize = 64;

/** Declares arrays, by binding number, and behind them the fields as `fields`. */
export const headerOf = (arrays: ElementShader['arrays'], fields: readonly Field[]): string => `
struct Fields { ${fields.map(({ name, type }) => `${name}: ${type},`).join(' ')} }
${arrays
  .map(
    ({ name, isWritten }, i) =>
      `@group(0) @binding(${i}) var<storage, ${isWritten ? 'read_write' : 'read'}> ${name}: array<f32>;`,
  )
  .join('\n')}
@group(0) @binding(${arrays.length}) var<uniform> fields: Fields;
`;

/** Fields as a shader reads them; uniforms are bound in steps of 16 bytes. */
export function bytesOf(fields: readonly Field[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(Math.ceil(fields.length / 4) * 16));
  for (const [i, { type, value }] of fields.entries())
    if (type === 'u32') view.setUint32(4 * i, value, true);
    else view.setFloat32(4 * i, value, true);
  return new Uint8Array(view.buffer);
}
