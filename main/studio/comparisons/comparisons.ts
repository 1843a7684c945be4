import type {
  Comparison,
  DrawSheetInput,
  ExportComparisonInput,
  Sheet,
} from '../../contract/compare/compare.ts';
import { StudioError } from '../../contract/errors.ts';
import type { GeneratorRef } from '../../contract/generators.ts';
import type { Job } from '../../contract/system/jobs.ts';
import type { Evaluations } from '../evaluations/evaluations.ts';
import type { JobContext } from '../jobs/jobs.ts';
import { ProgressMeter } from '../jobs/progress-meter.ts';
import type { StudioServices } from '../services/studio-services.ts';
import { exportFile } from '../target-folders/export-target.ts';
import { findCaveats } from './caveats.ts';
import { compareSettings } from './compare-settings.ts';
import { comparisonHtml } from './comparison-html.ts';
import { comparisonPicture } from './comparison-picture.ts';
import { readCurves } from './curves.ts';
import { distinctLabels } from './distinct-labels.ts';
import type { Sheets } from './sheets.ts';
import { readSubject, type Subject, type SubjectPlaces } from './subjects.ts';

export interface ComparisonsOptions
  extends SubjectPlaces,
    Pick<StudioServices, 'library' | 'jobs' | 'version' | 'findGenerator'> {
  evaluations: Evaluations;
  sheets: Sheets;
}

/** Runs, checkpoints and models side by side: what is known of them, what they draw, and the way out as files. */
export class Comparisons {
  readonly #options: ComparisonsOptions;

  constructor(options: ComparisonsOptions) {
    this.#options = options;
  }

  /** What has been removed meanwhile is told of and does not stand in the way of the others. */
  async facts(refs: readonly GeneratorRef[]): Promise<Comparison> {
    const evaluations = await this.#options.evaluations.list();
    const subjects: Subject[] = [];
    const missing: Comparison['missing'] = [];
    for (const from of refs) {
      try {
        subjects.push(await readSubject(this.#options, from, evaluations));
      } catch (error) {
        if (!(error instanceof StudioError)) throw error;
        missing.push({ from, reason: `${error.message} ${error.data.next}` });
      }
    }
    const labels = distinctLabels(subjects.map(named));
    const facts = subjects.map((subject, index) => ({ ...subject.facts, label: labels[index] }));
    const settings = compareSettings(subjects.map(({ config }) => config));
    return { subjects: facts, missing, ...findCaveats(facts), settings };
  }

  async draw({ from, seed, count }: DrawSheetInput): Promise<Sheet> {
    const { sheets, findGenerator } = this.#options;
    return sheets.draw(await findGenerator(from), seed, count);
  }

  /** Reads the facts first, so that a comparison of nothing is an error at once. */
  async export(input: ExportComparisonInput): Promise<Job> {
    const comparison = await this.facts(input.subjects);
    if (comparison.subjects.length === 0) {
      throw new StudioError('MODEL_NOT_FOUND', 'None of what is to be compared is in the library.', {
        next: 'Choose models or runs that are there.',
        subject: comparison.missing.map(({ from }) => from.id).join(', '),
      });
    }
    return this.#options.jobs.start({ kind: 'export', title: 'Export comparison' }, (context) =>
      this.#export(comparison, input, context),
    );
  }

  async #export(
    comparison: Comparison,
    { seed, count, format, directory, name }: ExportComparisonInput,
    { signal, report }: JobContext,
  ) {
    const { sheets, library, runs, version } = this.#options;
    const { subjects } = comparison;
    const meter = new ProgressMeter('sheets');
    const drawn: (Sheet | undefined)[] = [];
    for (const { from, label, cannotDraw } of subjects) {
      signal.throwIfAborted();
      report(meter.read(drawn.length, subjects.length, `Drawing with ${label}`));
      drawn.push(cannotDraw === undefined ? await this.draw({ from, seed, count }) : undefined);
    }
    const page = { comparison, sheets: drawn, seed, version };
    const content =
      format === 'png'
        ? await comparisonPicture(page, sheets)
        : await comparisonHtml(page, sheets, await readCurves(runs, subjects));
    signal.throwIfAborted();
    const exported = await exportFile(library.paths, directory, name ?? `comparison.${format}`, content);
    return { kind: 'export' as const, ...exported };
  }
}

const named = ({ facts: { name, nimg, from }, config: { seed } }: Subject) => ({
  ...{ name, nimg, seed: typeof seed === 'number' ? seed : undefined },
  isCheckpoint: from.kind === 'run' && from.checkpoint !== undefined,
});
