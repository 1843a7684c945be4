import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { z } from 'zod';
import { WeightPrecision } from '../../../../contract/models/model-files.ts';
import { NetworkGraph } from '../../../../contract/models/network-graph.ts';
import { tf } from '../../../engines/tf.ts';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import { type NetworkWeight, sizeOf } from '../../../graphs/network.ts';
import { type Format, fileOf, type ModelFiles } from '../format.ts';
import { weightLimits } from '../limits.ts';
import { packedBytes, unpackedWeight } from '../packed.ts';

const pageFile = 'faces.html';

const Model = z.object({
  name: z.string(),
  resolution: z.int(),
  channels: z.int(),
  latentSize: z.int(),
  graph: NetworkGraph,
  weights: z.record(
    z.string(),
    z.object({
      shape: z.array(z.int().min(1)).min(1).max(weightLimits.rank),
      precision: WeightPrecision,
      base64: z.base64(),
    }),
  ),
});
type Model = z.infer<typeof Model>;

/** One page with everything inside, which draws faces in any browser, also offline. */
export const html: Format = {
  mainFile: pageFile,

  write({ name, config: { resolution, channels, latentSize }, generator: { graph, weights } }) {
    const model: Model = {
      name,
      resolution,
      channels,
      latentSize,
      graph,
      weights: Object.fromEntries(
        [...weights].map(([weight, { shape, values, precision }]) => [
          weight,
          {
            shape: [...shape],
            precision,
            base64: Buffer.from(packedBytes({ values, precision })).toString('base64'),
          },
        ]),
      ),
    };
    const part = (file: string) => readFileSync(join(partsDir, file), 'utf8');
    let page = part('page.html');
    for (const file of ['page.css', 'operations.js', 'generator.js', 'page.js'])
      page = page.replace(`/* ${file} */`, () => withoutModules(part(file)));
    // A script ends at the first "</script", wherever it stands.
    page = page.replace('"model"\n', () => `${JSON.stringify(model).replaceAll('<', '\\u003c')}\n`);
    return new Map([[pageFile, new TextEncoder().encode(page)]]);
  },

  read(files) {
    const page = pageOf(files);
    if (!page.trimEnd().endsWith('</html>')) throw notOurs();
    const { graph, weights } = parse(page);
    let numbers = 0;
    const read = (name: string, { shape, precision, base64 }: Model['weights'][string]): NetworkWeight => {
      numbers += sizeOf(shape);
      if (numbers > weightLimits.numbers)
        throw new UnusableModelError('It has more weights than can be loaded.');
      return unpackedWeight(name, shape, Buffer.from(base64, 'base64'), precision);
    };
    return {
      graph,
      weights: new Map(Object.entries(weights).map(([name, weight]) => [name, read(name, weight)])),
    };
  },

  /** Runs the page's own program, as a browser would. Only for pages that were written here: it is not kept from anything. */
  open(files) {
    const page = pageOf(files);
    const { resolution, channels } = parse(page);
    const program = `${scriptOf(page, 'generator')}\nreturn loadGenerator(JSON.parse(model));`;
    const draw: (latent: Float32Array) => Float32Array = compileFunction(program, ['model'])(
      scriptOf(page, 'model'),
    );
    return {
      draw: (latents) => {
        const all = latents.dataSync<'float32'>();
        const [count, size]: number[] = latents.shape;
        const pixels = new Float32Array(count * resolution ** 2 * channels);
        for (let i = 0; i < count; i++)
          pixels.set(draw(all.slice(i * size, (i + 1) * size)), i * resolution ** 2 * channels);
        return tf.tensor4d(pixels, [count, resolution, resolution, channels]);
      },
      dispose: () => undefined,
    };
  },
};

/** The page's parts; the build puts a copy of the folder beside the compute program. */
const partsDir = join(import.meta.dirname, 'faces-page');

/** Scripts in one page share their names: they neither import nor export. */
const withoutModules = (script: string) =>
  script.replaceAll(/^import .*\n/gm, '').replaceAll(/^export /gm, '');

const pageOf = (files: ModelFiles): string => {
  const name = [...files.keys()].find((each) => /\.html?$/i.test(each)) ?? pageFile;
  return new TextDecoder().decode(fileOf(files, name));
};

function scriptOf(page: string, id: 'model' | 'generator'): string {
  const start = page.indexOf(`<script id="${id}"`);
  const open = page.indexOf('>', start) + 1;
  const end = page.indexOf('</script>', open);
  if (start < 0 || open === 0 || end < 0) throw notOurs();
  return page.slice(open, end);
}

const notOurs = () => new UnusableModelError('Faceloom did not write this page, or a part of it is missing.');

function parse(page: string): Model {
  const text = scriptOf(page, 'model');
  try {
    return Model.parse(JSON.parse(text));
  } catch (cause) {
    throw new UnusableModelError('The model in the page is damaged.', { cause });
  }
}
