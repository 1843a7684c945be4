import type { TensorInfo } from '@tensorflow/tfjs';
import type { GradientForms } from '../../../../contract/gradient-kernels.ts';
import { type Convolution, places, readFour, wholeBlocks, writeFour } from './convolution.ts';
import { componentsFor, type KernelBackend } from './gpu-kernel.ts';
import { longestDispatch, multiplicationsOfRow, runProduct } from './product.ts';
import { sumOfParts } from './sum-of-parts.ts';
import { tiledMain } from './tiled-main.ts';
import { columnsOf, rowsOf, type Tile, tileFor } from './tiles.ts';

/**
 * dw[i, j, k, o] = Σ x[n, r·s + i − before, c·s + j − before, k]·dy[n, r, c, o] as a product of patches: rows are (i, j, k),
 * columns o, and terms all places (n, r, c) of dy. As there are many terms, they are added up in several parts at once, and the
 * parts are added to each other afterwards.
 */
export function filterGradient(
  backend: KernelBackend,
  { x, dy }: { x: TensorInfo; dy: TensorInfo },
  convolution: Convolution,
  form: GradientForms['filter'],
): TensorInfo {
  const { batch, output, filter, stride, before, from, to } = convolution;
  const taps = filter[0] * filter[1];
  const terms = batch * output[0] * output[1];
  const size = { rows: taps * wholeBlocks(from), columns: to };
  const tile = tileFor(size.rows, size.columns, form);
  const parts = partsOf(tile, size, terms, taps * from * to);
  const termsOfPart = tile.depth * Math.ceil(terms / parts / tile.depth);
  const [ofX, ofDy] = [componentsFor(from), componentsFor(to)];
  const shape = [...filter, from, to];
  const added = runProduct(backend, {
    name: 'filterGradient',
    tile,
    parts,
    ...size,
    rounds: 1,
    terms: termsOfPart,
    inputs: { x: { tensor: x, components: ofX }, dy: { tensor: dy, components: ofDy } },
    output: { shape: parts === 1 ? shape : [parts, taps, from, to], components: ofDy },
    uniforms: {
      termsOfPart: { type: 'i32', value: [termsOfPart] },
      filterSides: { type: 'vec2<i32>', value: [...filter] },
      stride: { type: 'vec2<i32>', value: [...stride] },
      before: { type: 'vec2<i32>', value: [...before] },
    },
    code: `${readFour('x', ofX)}${readFour('dy', ofDy)}${writeFour(ofDy)}${code}${tiledMain(tile, ['outer', 'outer'])}`,
  });
  if (parts === 1) return added;
  const sum = sumOfParts(backend, added, shape, parts);
  backend.disposeData(added.dataId);
  return sum;
}

/**
 * As many as keep a large card busy, each of enough terms, while what they give fits into a few MB; more where a dispatch would
 * take too long otherwise.
 */
function partsOf(
  tile: Tile,
  { rows, columns }: { rows: number; columns: number },
  terms: number,
  elements: number,
): number {
  const tiles = Math.ceil(rows / rowsOf(tile)) * Math.ceil(columns / columnsOf(tile));
  const wanted = Math.ceil(busy / tiles);
  const useful = Math.min(wanted, Math.floor(terms / fewestTerms), Math.floor(mostNumbers / elements));
  // Terms come in whole depths of a tile; where not even one fits into a dispatch, the product is refused.
  const depths = Math.floor(longestDispatch / multiplicationsOfRow(tile, columns) / tile.depth);
  return Math.max(1, useful, Math.ceil(terms / (Math.max(1, depths) * tile.depth)));
}

/** So many workgroups keep a large card busy. */
const busy = 512;
const fewestTerms = 128;
/** 16 MB. */
const mostNumbers = 2 ** 22;

const code = `${places}
  // Of a row of the product: a place in the filter, and the first of four channels of x.
  fn tapOf(row: i32) -> vec3<i32> {
    let blocks = (uniforms.xShape.w + 3) / 4 * 4;
    let tap = row / blocks;
    return vec3<i32>(tap / uniforms.filterSides.y, tap % uniforms.filterSides.y, row % blocks);
  }

  // Which pixel of x a tap sees at a place of dy; −1 outside.
  fn seen(place: vec3<i32>, tap: vec2<i32>) -> i32 {
    let at = place.yz * uniforms.stride + tap - uniforms.before;
    let isOutside = place.x >= uniforms.xShape.x || tap.x >= uniforms.filterSides.x
      || any(at < vec2<i32>(0)) || any(at >= uniforms.xShape.yz);
    return select((place.x * uniforms.xShape.y + at.x) * uniforms.xShape.z + at.y, -1, isOutside);
  }

  fn startAOf(part: i32, round: i32, row: i32) -> vec4<i32> {
    return vec4<i32>(tapOf(row), 0);
  }

  fn blockA(part: i32, tap: vec4<i32>, term: i32) -> mat4x4<f32> {
    let sides = uniforms.dyShape.yz;
    let first = placeOf(part * uniforms.termsOfPart + term, sides);
    let second = next(first, sides);
    let third = next(second, sides);
    let fourth = next(third, sides);
    return mat4x4<f32>(
      read_x(seen(first, tap.xy), tap.z), read_x(seen(second, tap.xy), tap.z),
      read_x(seen(third, tap.xy), tap.z), read_x(seen(fourth, tap.xy), tap.z));
  }

  fn startBOf(part: i32, round: i32, column: i32) -> vec4<i32> {
    let places = uniforms.dyShape.x * uniforms.dyShape.y * uniforms.dyShape.z;
    return vec4<i32>(column, places, 0, 0);
  }

  // The place itself, or −1 behind the last one.
  fn among(places: i32, place: i32) -> i32 {
    return select(-1, place, place < places);
  }

  fn blockB(part: i32, start: vec4<i32>, term: i32) -> mat4x4<f32> {
    let first = part * uniforms.termsOfPart + term;
    return mat4x4<f32>(
      read_dy(among(start.y, first), start.x), read_dy(among(start.y, first + 1), start.x),
      read_dy(among(start.y, first + 2), start.x), read_dy(among(start.y, first + 3), start.x));
  }

  fn store(part: i32, row: i32, column: i32, values: vec4<f32>) {
    let tap = tapOf(row);
    if (tap.x >= uniforms.filterSides.x || tap.z >= uniforms.xShape.w) { return; }
    let place = (part * uniforms.filterSides.x + tap.x) * uniforms.filterSides.y + tap.y;
    write(place * uniforms.xShape.w + tap.z, column, values);
  }`;
