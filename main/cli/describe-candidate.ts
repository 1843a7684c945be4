import { type EngineCandidate, type EngineId, engineTitles, type StepMode } from '../contract/engines.ts';
import { kernelSentence } from '../contract/gradient-kernels.ts';
import { dim, green, yellow } from './output.ts';

/** A way of computing, and what its proof said, for people: one line, and below it why it is not used, and which kernels. */
export function describeCandidate(candidate: EngineCandidate): string[] {
  const { title, mode, verdict, reason, facesReason, kernelForms, chosen } = candidate;
  const kernels = kernelForms && kernelSentence(kernelForms);
  const name = mode === undefined ? title : `${title}, ${modeWords[mode]}`;
  const facts = [
    verdict === 'right' ? rightWords(candidate) : verdictWords[verdict],
    ...speedWords(candidate),
    ...(chosen ? [mode === undefined ? 'draws and scores here' : 'used for this preset'] : []),
  ];
  return [
    `${verdict === 'right' ? green('✓') : yellow('–')} ${name}: ${facts.join(', ')}`,
    ...[reason, facesReason, kernels].filter((text) => text !== undefined).map((text) => dim(`    ${text}`)),
  ];
}

/** What trainings run with, as far as is known before one starts. */
export function describeTraining(
  candidates: readonly EngineCandidate[],
  engine: EngineId,
): { isFine: boolean; text: string; next?: string } {
  const title = engineTitles[engine];
  if (candidates.some(({ verdict }) => verdict === 'right'))
    return {
      isFine: true,
      text: `uses ${title}; each run takes the fastest of its ways above that are right`,
    };
  if (candidates.some(({ verdict }) => verdict === 'untried'))
    return {
      isFine: true,
      text: `uses ${title}, which is proved first: half a minute, once, before the first run`,
    };
  return {
    isFine: false,
    text: 'is not possible, since nothing computes rightly here',
    next: 'Run "faceloom doctor --prove" and report what it says.',
  };
}

/** The engine that work without a choice of its own gets: that of the chosen way, or the first that can be loaded. */
export const engineInUse = (candidates: readonly EngineCandidate[], loads: EngineId): EngineId =>
  candidates.find(({ chosen }) => chosen)?.engine ?? loads;

const modeWords: Readonly<Record<StepMode, string>> = {
  eager: 'steps made operation by operation',
  graph: 'steps made as one graph',
  'graph+xla': 'steps compiled by XLA',
};

const verdictWords: Readonly<Record<Exclude<EngineCandidate['verdict'], 'right'>, string>> = {
  wrong: 'computes wrongly here, so it is not used',
  died: 'crashes here, so it is not used',
  hung: 'hangs here, so it is not used',
  unavailable: 'cannot be used here',
  untried: 'not proved yet, which happens when it is needed',
};

const rightWords = ({ worstDeviation }: EngineCandidate): string =>
  worstDeviation === undefined ? 'right' : `right, to ${asPercent(worstDeviation)} of exact results`;

/** Shares that are far below a hundredth, in digits that people read. */
const asPercent = (share: number): string =>
  `${(share * 100).toLocaleString('en', { maximumSignificantDigits: 1 })} %`;

const speedWords = ({ imagesPerSecond }: EngineCandidate): string[] =>
  imagesPerSecond === undefined
    ? []
    : [`${imagesPerSecond.toLocaleString('en', { maximumSignificantDigits: 3 })} images a second`];
