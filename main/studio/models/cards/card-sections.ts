import type { FacesMode } from '../../../contract/datasets/datasets.ts';
import type { Provenance } from '../../../contract/datasets/provenance.ts';
import type { Evaluation } from '../../../contract/models/evaluation.ts';
import type { GeneratorConfig } from '../../../contract/models/generator-config.ts';
import type { CardSection, CardText } from '../../../contract/models/model-card.ts';
import { describeDoubt, type EngineDoubt } from '../../../contract/runs/engine-uses.ts';
import { hyperParameterFields } from '../../../contract/runs/hyper-parameter-fields.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { isMeasured } from '../../../contract/scores/scores.ts';
import { hasFaces } from '../../datasets/has-faces.ts';
import { sourceName } from '../../datasets/source-name.ts';
import { scoresSection } from './card-scores.ts';

/** What a card is made from. */
export interface CardFacts {
  name: string;
  /** Images shown to the discriminator. */
  nimg: number;
  config: GeneratorConfig;
  /** How it was trained; absent for an imported one. */
  training: RunConfig | undefined;
  /** SHA-256 and length of the weights. */
  hash: string;
  sizeBytes: number;
  /** When it was kept as a model; absent for a checkpoint of a run. */
  keptAt?: string;
  /** Of an imported one, the file that it came from. */
  datasetName: string;
  provenance?: Provenance;
  /** What has become of the dataset since. */
  dataset: 'as it was' | 'changed' | 'gone';
  /** Absent when it is not in the library, or not any more. */
  run?: { name: string; nimg: number; trainingSeconds: number };
  /** The newest. */
  evaluation?: Evaluation;
  /** Engines that trained it, one after the other, as people read them; empty where that is not known. */
  engines: readonly { title: string; fromNimg: number }[];
  /** The one of them that does not compute rightly on this computer. */
  doubt?: EngineDoubt;
}

/** Fewer pictures than this are easily learned by heart (Karras et al. 2020, fig. 1). */
const fewPictures = 1000;
/** Chance below which nearness to training pictures is told as copying. */
const significance = 0.05;

const kimg = (nimg: number) => `${(nimg / 1000).toFixed(1)} kimg`;
const count = (value: number) => value.toLocaleString('en');
const preparedAs: Readonly<Record<FacesMode, string>> = {
  align: 'faces put straight',
  centre: 'middle squares',
  'as-is': 'as they are',
};
const day = (time: string) => time.slice(0, 10);

/** A card in words: what follows from the facts, and what its owner wrote, each where it belongs. */
export function cardSections(facts: CardFacts, text: CardText): CardSection[] {
  return [
    aboutSection(facts),
    intendedUseSection(text),
    limitsSection(facts, text),
    dataSection(facts),
    recipeSection(facts),
    scoresSection(facts.evaluation),
    provenanceSection(facts),
    ...(text.notes === '' ? [] : [section('Notes', { ownText: text.notes })]),
  ];
}

const section = (title: string, content: Partial<Omit<CardSection, 'title'>>): CardSection => ({
  title,
  sentences: [],
  facts: [],
  ...content,
});

const own = (text: string) => (text === '' ? {} : { ownText: text });

function aboutSection({ nimg, config, training, provenance, datasetName }: CardFacts): CardSection {
  const { resolution, channels, latentSize } = config;
  const what = training !== undefined && hasFaces(provenance) ? 'faces' : 'pictures';
  return section('About', {
    sentences: [
      `A generator of ${resolution} × ${resolution} ${channels === 1 ? 'grey' : 'colour'} ${what}: it turns ${latentSize} random numbers into a picture.`,
      training === undefined
        ? `It was imported from “${datasetName}”; how it was trained is not known.`
        : `It was trained with Faceloom on the dataset “${datasetName}”, for ${kimg(nimg)} (thousand images shown).`,
      'Its pictures are synthetic: they show nobody, though they can come close to those that it learned from.',
    ],
  });
}

function intendedUseSection({ intendedUse }: CardText): CardSection {
  return section('Intended use', {
    sentences: [
      ...(intendedUse === '' ? ['Its owner has not said what it is for.'] : []),
      'Not for passing its pictures off as photos of people.',
    ],
    ...own(intendedUse),
  });
}

function limitsSection(
  { config, provenance, evaluation, doubt }: CardFacts,
  { limits }: CardText,
): CardSection {
  const { resolution } = config;
  const learned = provenance && provenance.imageCount - provenance.heldOutCount;
  return section('Limits', {
    sentences: [
      `It draws ${resolution} × ${resolution} pixels; anything larger is an enlargement.`,
      'What is rare in its dataset is rare or smeared in its pictures, and what is missing there it cannot draw.',
      ...(learned !== undefined && learned < fewPictures
        ? [`It learned from only ${count(learned)} pictures, which a network easily learns by heart.`]
        : []),
      ...copyingSentences(evaluation),
      ...(doubt === undefined
        ? []
        : [
            describeDoubt(doubt),
            'What it learned then rests on wrong numbers, so others of its kind may draw better.',
          ]),
    ],
    ...own(limits),
  });
}

/** What the rank tests of the newest evaluation say of copies. */
function copyingSentences(evaluation: Evaluation | undefined): string[] {
  if (evaluation === undefined) return ['It has not been measured yet, so nothing is known of copies.'];
  const { memorisationPixels, memorisationIdentity } = evaluation;
  return Object.entries({ pixels: memorisationPixels, people: memorisationIdentity }).map(([by, score]) => {
    if (!isMeasured(score)) return `Copies, by ${by}: not known. ${score.reason}`;
    const chance = `p = ${score.pValue.toPrecision(2)}, ${score.heldOut} unseen pictures`;
    return score.pValue < significance
      ? `Copies, by ${by}: its pictures are nearer to training pictures than unseen ones are (${chance}).`
      : `Copies, by ${by}: its pictures are no nearer to training pictures than unseen ones are (${chance}).`;
  });
}

function dataSection({ datasetName, provenance, dataset, training }: CardFacts): CardSection {
  if (training === undefined)
    return section('Data', { sentences: ['It was imported: which pictures it learned from is not known.'] });
  const become = {
    'as it was': [],
    changed: [
      'The dataset has changed since: it holds other pictures than those that this model learned from.',
    ],
    gone: ['The dataset is no longer in the library, so nothing new can be measured against its pictures.'],
  }[dataset];
  return section('Data', {
    sentences: [
      ...become,
      ...(provenance === undefined ? ['Where its pictures came from was not recorded.'] : []),
    ],
    facts: [
      { label: 'Dataset', value: datasetName },
      ...(provenance === undefined
        ? []
        : [
            {
              label: 'Pictures',
              value: `${count(provenance.imageCount)}, of which ${count(provenance.heldOutCount)} ${provenance.heldOutCount === 1 ? 'was' : 'were'} held out from training`,
            },
            ...provenance.imports.map(({ importedAt, sources, faces, size, files }) => ({
              label: `Imported ${day(importedAt)}`,
              value: `${sources.map(sourceName).join(', ')} (${count(files.imported)} pictures, ${preparedAs[faces]}, up to ${size} pixels)`,
            })),
            { label: 'SHA-256 of the set', value: provenance.setHash },
          ]),
    ],
  });
}

function recipeSection({ config, training, nimg, engines }: CardFacts): CardSection {
  if (training === undefined)
    return section('Recipe', { facts: [{ label: 'Networks', value: config.architecture }] });
  const { preset, architecture, seed, deterministic, startedFrom } = training;
  return section('Recipe', {
    sentences: [],
    facts: [
      { label: 'Preset', value: preset },
      { label: 'Networks', value: architecture },
      { label: 'Images shown', value: kimg(nimg) },
      { label: 'Trained with', value: describeEngines(engines) },
      { label: 'Seed', value: `${seed}${deterministic ? ', exactly repeatable' : ''}` },
      ...(startedFrom === undefined
        ? []
        : [
            {
              label: 'Started from',
              value: `the ${startedFrom.kind} “${startedFrom.name}” at ${kimg(startedFrom.nimg)}, ${startedFrom.resolution} pixels`,
            },
          ]),
    ],
    table: {
      head: ['Setting', 'Value'],
      rows: hyperParameterFields.map(({ key, title, unit }) => [
        unit === undefined ? title : `${title} (${unit})`,
        describeSetting(training[key]),
      ]),
    },
  });
}

const describeEngines = (engines: CardFacts['engines']): string =>
  engines
    .map(({ title, fromNimg }, i) => (i === 0 ? title : `from ${kimg(fromNimg)} on ${title}`))
    .join(', ') || 'not known';

const describeSetting = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
};

function provenanceSection({ hash, sizeBytes, keptAt, run, training, provenance }: CardFacts): CardSection {
  const startedFrom = training?.startedFrom;
  return section('Provenance', {
    sentences:
      training !== undefined && run === undefined
        ? ['The run that trained it is not in the library, or not any more.']
        : [],
    facts: [
      ...(run === undefined
        ? []
        : [
            {
              label: 'Run',
              value: `${run.name}, by now ${kimg(run.nimg)} in ${(run.trainingSeconds / 60).toFixed(1)} minutes`,
            },
          ]),
      ...(keptAt === undefined
        ? []
        : [{ label: training === undefined ? 'Imported' : 'Kept as a model', value: keptAt }]),
      { label: 'Weights', value: `generator.safetensors, ${count(sizeBytes)} bytes` },
      { label: 'SHA-256 of the weights', value: hash },
      ...(startedFrom === undefined
        ? []
        : [{ label: 'SHA-256 of what it started from', value: startedFrom.hash }]),
      ...(provenance === undefined ? [] : [{ label: 'SHA-256 of the set', value: provenance.setHash }]),
    ],
  });
}
