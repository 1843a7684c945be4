import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import { explainDiskError } from '../../disk/disk-error.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import type { ExportTask } from '../../protocol/models.ts';
import { seededLatents } from '../../protocol/seeded-latents.ts';
import { toPixelBatch } from '../engines/pixels.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../engines/tf.ts';
import { type Disk, nodeDisk } from '../files/disk.ts';
import { decodeSafetensors } from '../files/safetensors.ts';
import { exactWeight, type Network } from '../graphs/network.ts';
import { quantise } from '../graphs/quantise.ts';
import { traceNetwork, UntraceableError } from '../graphs/trace.ts';
import { architectureOf } from '../networks/index.ts';
import { assignArrays, toArrays } from '../networks/tensor-arrays.ts';
import type { Weights } from '../networks/weights.ts';
import type { ExportedModel, ModelFiles } from './formats/format.ts';
import { formats } from './formats/index.ts';
import { openDiscriminator } from './formats/keras-h5.ts';
import { openModel } from './formats/open.ts';

type Send = (message: FromCompute) => void;

/** Writes a generator's files, loads them again from the disk and compares what both draw. */
export async function exportModel(
  { config, generatorFile, discriminator, name, format, precision, folder }: ExportTask,
  send: Send,
): Promise<Extract<FromCompute, { type: 'exported' }>> {
  const stages = ['Reading the model', 'Writing its files', 'Loading them again', 'Comparing faces'];
  const begin = (stage: number) =>
    send({ type: 'working', done: stage, total: stages.length, unit: 'stages', note: stages[stage] });

  begin(0);
  const { latentSize } = config;
  const { generate, createGenerator } = architectureOf(config);
  const weights = createGenerator(config);
  assignArrays(weights, decodeSafetensors(readFileSync(generatorFile), generatorFile));
  const latents = tf.tensor2d(seededLatents(compared.seed, 0, compared.count, latentSize), [
    compared.count,
    latentSize,
  ]);
  const original = tf.tidy(() => generate(config, weights, latents));
  const traced = discriminator && format === 'h5' ? loadDiscriminator(discriminator) : undefined;
  const model: ExportedModel = {
    name,
    precision,
    config,
    weights: toArrays(weights),
    generator: quantise(generatorNetwork(config, weights), precision),
    discriminator: traced && quantise(traced.network, precision),
  };

  begin(1);
  writeFiles(folder, await formats[format].write(model));

  begin(2);
  const files = readFiles(folder);
  const opened = await openModel(formats[format], files);

  begin(3);
  const drawn = opened.draw(latents) as Tensor4D;
  const maxError = largestDifference(original, drawn);
  expectRounding(precision === 'fp32', maxError);
  const judged = traced ? await compareDiscriminators(traced, files, original) : undefined;
  if (judged !== undefined) expectRounding(precision === 'fp32', judged.relative);
  return {
    type: 'exported',
    files: [...files].map(([file, bytes]) => ({ file, sizeBytes: bytes.length })),
    maxError,
    ...(judged === undefined ? {} : { discriminatorError: judged.error }),
    original: toPixelBatch(original),
    exported: toPixelBatch(drawn),
  };
}

/** Latents that an export is compared on, and their seed. */
const compared = { count: 16, seed: 42 };

/** An imported generator is a graph already; the code of any other is followed. */
function generatorNetwork(config: GeneratorConfig, weights: Weights): Network {
  if (config.imported === undefined) {
    const { generate } = architectureOf(config);
    return traceNetwork((z) => generate(config, weights, z as Tensor2D), [config.latentSize], weights);
  }
  const arrays = [...toArrays(weights)];
  return {
    graph: config.imported.graph,
    weights: new Map(arrays.map(([name, { shape, values }]) => [name, exactWeight(shape, values)])),
  };
}

interface TracedDiscriminator {
  run(pictures: Tensor): Tensor;
  weights: Weights;
  network: Network;
}

/** Undefined where it does something that has no operation in a graph: its generator is exported alone. */
function loadDiscriminator({
  config,
  trainingFile,
}: NonNullable<ExportTask['discriminator']>): TracedDiscriminator | undefined {
  const { createDiscriminator, discriminate } = architectureOf(config);
  const weights = createDiscriminator(config);
  assignArrays(weights, decodeSafetensors(readFileSync(trainingFile), trainingFile), 'd.');
  const run = (pictures: Tensor) => discriminate(config, weights, pictures as Tensor4D);
  const { resolution, channels } = config;
  try {
    return { run, weights, network: traceNetwork(run, [resolution, resolution, channels], weights) };
  } catch (error) {
    if (error instanceof UntraceableError) return undefined;
    throw error;
  }
}

/** Logits of the same batch; they can be of any size. */
async function compareDiscriminators(
  { run }: TracedDiscriminator,
  files: ModelFiles,
  pictures: Tensor4D,
): Promise<{ error: number; relative: number }> {
  const opened = await openDiscriminator(files);
  const [expected, judged] = [tf.tidy(() => run(pictures)), opened.draw(pictures)];
  const error = largestDifference(expected, judged);
  const size = tf.tidy(() => tf.max(tf.abs(expected)).dataSync()[0]);
  opened.dispose();
  return { error, relative: error / Math.max(size, 1) };
}

/** With exact weights and pictures of −1…1, a difference above this cannot be rounding: the export is wrong. */
const largestRounding = 1e-3;

function expectRounding(isExact: boolean, error: number): void {
  if (Number.isFinite(error) && (!isExact || error <= largestRounding)) return;
  throw new StudioError('INTERNAL', `The files do not draw what the model draws: they differ by ${error}.`, {
    next: 'Choose another format; nothing was kept of this export.',
  });
}

const largestDifference = (a: Tensor, b: Tensor): number =>
  tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]);

/** Writes all files into a folder that exists, until they are on the disk. */
export function writeFiles(folder: string, files: ModelFiles, disk: Disk = nodeDisk): void {
  try {
    for (const [name, bytes] of files) {
      const file = join(folder, name);
      if (dirname(file) !== folder) mkdirSync(dirname(file), { recursive: true });
      disk.write(file, bytes);
      disk.syncFile(file);
    }
    disk.syncFolder(folder);
  } catch (error) {
    throw explainDiskError(error, folder, {
      lost: 'the model could not be exported',
      goOn: 'export again; nothing half-written was kept',
    });
  }
}

const readFiles = (folder: string): ModelFiles =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [relative(folder, file).replaceAll('\\', '/'), readFileSync(file)];
      }),
  );
