import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { type SyntheticMark, xmpPacket } from '../../../contract/faces/synthetic-mark.ts';
import type { GeneratorRef } from '../../../contract/generators.ts';
import { ExportId } from '../../../contract/ids.ts';
import type { ModelCard } from '../../../contract/models/model-card.ts';
import {
  type ExportModelInput,
  formatCatalogue,
  type ModelExport,
} from '../../../contract/models/model-files.ts';
import type { Job } from '../../../contract/system/jobs.ts';
import { writeFileAtomic } from '../../../disk/atomic-file.ts';
import type { FromCompute } from '../../../protocol/messages.ts';
import { newId } from '../../base/new-id.ts';
import { runTask } from '../../compute-process/task.ts';
import type { GeneratorFile } from '../../generators/generators.ts';
import type { JobContext } from '../../jobs/jobs.ts';
import { encodeGrid } from '../../pictures/picture-grid.ts';
import type { StudioServices } from '../../services/studio-services.ts';
import {
  type ExportedFiles,
  type ExportTarget,
  openExportTarget,
} from '../../target-folders/export-target.ts';
import { fileNamePart } from '../../target-folders/file-names.ts';
import type { TargetFolder } from '../../target-folders/target-folder.ts';
import { readRecords, writeRecord } from './export-records.ts';
import { zipFolder } from './zip-folder.ts';

export interface ModelExportsOptions
  extends Pick<
    StudioServices,
    'library' | 'jobs' | 'events' | 'settings' | 'compute' | 'findGenerator' | 'version'
  > {
  cardOf(ref: GeneratorRef): Promise<ModelCard>;
}

type Exported = Extract<FromCompute, { type: 'exported' }>;

/** Faces in a row of each side of a comparison, and the least side of one, so that a browser shows crisp pixels. */
const comparedColumns = 4;
const leastSide = 64;

/** Generators as files for other programs: written and proved as a job, and remembered with the difference that was measured. */
export class ModelExports {
  readonly #options: ModelExportsOptions;

  constructor(options: ModelExportsOptions) {
    this.#options = options;
  }

  /** Finds the generator and the folder first, so that wrong ones are errors at once. */
  async start(input: ExportModelInput): Promise<Job> {
    const generator = await this.#options.findGenerator(input.from);
    const target = await openExportTarget(this.#options.library.paths, input.directory);
    const { title } = formatCatalogue[input.format];
    return this.#options.jobs.start(
      { kind: 'export', title: `Export ${generator.name} as ${title}` },
      async (context) => {
        try {
          const { exported, comparison } = await this.#write(generator, input, target.folder, context);
          await writeFileAtomic(join(target.folder.working, comparisonName(input)), comparison);
          const { markdown } = await this.#options.cardOf(generator.from);
          await writeFileAtomic(join(target.folder.working, 'card.md'), markdown);
          const zipName = `${fileNamePart(generator.name, 'model')}-${input.format}.zip`;
          const files =
            target.downloadId === undefined ? await target.settle() : await settleAsZip(target, zipName);
          await writeRecord(this.#options.library.paths, exported, comparison);
          this.#options.events.publish({ type: 'models.changed' });
          return { kind: 'export-model', exported, ...files };
        } catch (error) {
          await target.folder.discard();
          throw error;
        }
      },
    );
  }

  list(from?: GeneratorRef): Promise<ModelExport[]> {
    return readRecords(this.#options.library.paths, from);
  }

  async #write(
    generator: GeneratorFile,
    { format, precision }: ExportModelInput,
    { working }: TargetFolder,
    context: JobContext,
  ): Promise<{ exported: ModelExport; comparison: Buffer }> {
    const { compute, settings, version } = this.#options;
    const { engine, threads } = settings.get();
    const { config, file, hash, discriminator, from, name } = generator;
    const made = await runTask(
      compute,
      {
        type: 'export',
        engine,
        threads,
        generatorFile: file,
        config,
        ...(discriminator === undefined ? {} : { discriminator }),
        name,
        format,
        precision,
        folder: working,
      },
      'exported',
      {
        ...context,
        subject: 'The process that exports the model',
        next: 'Try again; if memory ran out, close other programs first.',
      },
    );
    const { maxError, discriminatorError } = made;
    return {
      comparison: await compare(made, {
        version,
        origins: [{ modelName: name, modelHash: hash, latent: { name: 'latents of the proof' } }],
      }),
      exported: {
        id: ExportId.parse(newId('export')),
        from,
        fromName: name,
        format,
        precision,
        maxError,
        ...(discriminatorError === undefined ? {} : { discriminatorError }),
        ...(format === 'h5' && discriminatorError === undefined
          ? { discriminatorMissing: whyNoDiscriminator(generator) }
          : {}),
        sizeBytes: made.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        createdAt: new Date().toISOString(),
      },
    };
  }
}

function whyNoDiscriminator({ discriminator, training }: GeneratorFile): string {
  if (training === undefined) return 'It was imported, and a generator alone.';
  return discriminator === undefined
    ? 'A model keeps no discriminator, and its run no longer has the checkpoint that it was kept from.'
    : 'Its discriminator does something that Keras has no layer for.';
}

/** One ZIP file for a browser, which fetches one file at a time. */
async function settleAsZip({ folder, downloadId }: ExportTarget, zipName: string): Promise<ExportedFiles> {
  await zipFolder(folder.working, join(folder.directory, zipName));
  await rm(folder.working, { recursive: true, force: true });
  return { files: [zipName], ...(downloadId === undefined ? {} : { downloadId }) };
}

const comparisonName = ({ format, precision }: ExportModelInput) => `comparison-${format}-${precision}.png`;

/** The model's faces at the left, those of the files at the right. */
async function compare({ original, exported }: Exported, mark: SyntheticMark): Promise<Buffer> {
  const { size, channels, count } = original;
  const rowBytes = comparedColumns * size ** 2 * channels;
  const data = new Uint8Array(2 * original.data.length);
  for (let row = 0; row * comparedColumns < count; row++) {
    for (const [side, { data: faces }] of [original, exported].entries())
      data.set(faces.subarray(row * rowBytes, (row + 1) * rowBytes), (2 * row + side) * rowBytes);
  }
  const scale = Math.max(1, Math.round(leastSide / size));
  const pixels = { count: 2 * count, size, channels, data };
  const { png } = await encodeGrid(pixels, 2 * comparedColumns, scale, { columns: comparedColumns, gap: 4 });
  return sharp(png).withXmp(xmpPacket(mark)).png().toBuffer();
}
