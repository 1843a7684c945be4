import type { TensorInfo } from '@tensorflow/tfjs';
import type { GradientForms } from '../../../../contract/gradient-kernels.ts';
import { type Convolution, places, readFour, writeFour } from './convolution.ts';
import { componentsFor, type KernelBackend } from './gpu-kernel.ts';
import { inRegisters } from './input-gradient-in-registers.ts';
import { type Product, runProduct } from './product.ts';
import { tiledMain } from './tiled-main.ts';
import { tileFor } from './tiles.ts';

/**
 * dx[n, y, x, k] = Σ dy[n, (y + before − i)/s, (x + before − j)/s, o]·w[i, j, k, o] over whole quotients; a transposed
 * convolution is the same. Pixels with the same remainders of y and x by the stride meet the same taps of the filter: they
 * are the rows of one product, whose columns are k and whose terms are (i, j, o). There are as many products as pairs of
 * remainders.
 */
export function inputGradient(
  backend: KernelBackend,
  { dy, weights }: { dy: TensorInfo; weights: TensorInfo },
  convolution: Convolution,
  form: GradientForms['input'],
): TensorInfo {
  const { batch, input, filter, stride, before, from, to } = convolution;
  const along = (axis: 0 | 1) => ({
    pixels: Math.ceil(input[axis] / stride[axis]),
    taps: Math.ceil(filter[axis] / stride[axis]),
  });
  const [high, wide] = [along(0), along(1)];
  const rows = batch * high.pixels * wide.pixels;
  const tile = tileFor(rows, from, form);
  const product = {
    name: `inputGradient ${form}`,
    tile,
    parts: stride[0] * stride[1],
    rows,
    columns: from,
    rounds: high.taps * wide.taps,
    terms: to,
    uniforms: {
      stride: { type: 'vec2<i32>', value: [...stride] },
      before: { type: 'vec2<i32>', value: [...before] },
      // Of one product.
      sides: { type: 'vec2<i32>', value: [high.pixels, wide.pixels] },
      filterSides: { type: 'vec2<i32>', value: [...filter] },
      tapsAcross: { type: 'i32', value: [wide.taps] },
    },
  } as const satisfies Partial<Product>;
  const shape = [batch, ...input, from];
  if (form === 'registers') return inRegisters(backend, { dy, weights }, product, shape, patches);
  const [ofDy, ofDx] = [componentsFor(to), componentsFor(from)];
  return runProduct(backend, {
    ...product,
    inputs: { dy: { tensor: dy, components: ofDy }, weights: { tensor: weights, components: ofDy } },
    output: { shape, components: ofDx },
    code: `${readFour('dy', ofDy)}${readFour('weights', ofDy)}${writeFour(ofDx)}${patches}${blocks}${tiledMain(tile, ['terms', 'terms'])}`,
  });
}

/** WGSL that says what pixels and taps meet. */
const patches = `${places}
  // Remainders of y and x in this part.
  fn remainders(part: i32) -> vec2<i32> {
    return vec2<i32>(part / uniforms.stride.y, part % uniforms.stride.y);
  }

  // Of the taps that a part meets, the one of this round.
  fn tapOf(round: i32) -> vec2<i32> {
    return vec2<i32>(round / uniforms.tapsAcross, round % uniforms.tapsAcross);
  }

  // Where that tap lies in the filter; outside of it in parts that meet fewer.
  fn inFilter(part: i32, round: i32) -> vec2<i32> {
    return (remainders(part) + uniforms.before) % uniforms.stride + tapOf(round) * uniforms.stride;
  }

  // What pixel (0, 0) of a part sees of dy.
  fn startOf(part: i32, round: i32) -> vec2<i32> {
    return (remainders(part) + uniforms.before) / uniforms.stride - tapOf(round);
  }

  // Which place of dy a pixel sees; \`start\` is what pixel (0, 0) of this part sees; −1 outside.
  fn seen(place: vec3<i32>, start: vec2<i32>) -> i32 {
    let at = place.yz + start;
    let isOutside = place.x >= uniforms.dyShape.x || any(at < vec2<i32>(0)) || any(at >= uniforms.dyShape.yz);
    return select((place.x * uniforms.dyShape.y + at.x) * uniforms.dyShape.z + at.y, -1, isOutside);
  }

  // Which pixel of dx a row of a part is; −1 outside.
  fn pixelOf(part: i32, row: i32) -> i32 {
    let place = placeOf(row, uniforms.sides);
    let pixel = place.yz * uniforms.stride + remainders(part);
    let isOutside = place.x >= uniforms.outShape.x || any(pixel >= uniforms.outShape.yz);
    return select((place.x * uniforms.outShape.y + pixel.x) * uniforms.outShape.z + pixel.y, -1, isOutside);
  }`;

const blocks = `
  fn startAOf(part: i32, round: i32, row: i32) -> vec4<i32> {
    if (any(inFilter(part, round) >= uniforms.filterSides)) { return vec4<i32>(-1); }
    let start = startOf(part, round);
    let first = placeOf(row, uniforms.sides);
    let second = next(first, uniforms.sides);
    let third = next(second, uniforms.sides);
    let fourth = next(third, uniforms.sides);
    return vec4<i32>(seen(first, start), seen(second, start), seen(third, start), seen(fourth, start));
  }

  fn blockA(part: i32, places: vec4<i32>, channel: i32) -> mat4x4<f32> {
    return transpose(mat4x4<f32>(
      read_dy(places.x, channel), read_dy(places.y, channel), read_dy(places.z, channel), read_dy(places.w, channel)));
  }

  fn startBOf(part: i32, round: i32, column: i32) -> vec4<i32> {
    let at = inFilter(part, round);
    if (any(at >= uniforms.filterSides)) { return vec4<i32>(-1); }
    let columns = vec4<i32>(column) + vec4<i32>(0, 1, 2, 3);
    let places = (at.x * uniforms.filterSides.y + at.y) * uniforms.weightsShape.z + columns;
    return select(vec4<i32>(-1), places, columns < vec4<i32>(uniforms.weightsShape.z));
  }

  fn blockB(part: i32, places: vec4<i32>, channel: i32) -> mat4x4<f32> {
    return transpose(mat4x4<f32>(
      read_weights(places.x, channel), read_weights(places.y, channel),
      read_weights(places.z, channel), read_weights(places.w, channel)));
  }

  fn store(part: i32, row: i32, column: i32, values: vec4<f32>) {
    let pixel = pixelOf(part, row);
    if (pixel >= 0) { write(pixel, column, values); }
  }`;
