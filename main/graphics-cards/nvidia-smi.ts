import type { CardGauges, GraphicsCard } from '../contract/system/graphics-cards.ts';

/** How a run of nvidia-smi, the program that comes with NVIDIA's driver, ended. */
export interface SmiRun {
  /** `null` where it is not installed, or did not answer. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Why nvidia-smi names no card. */
export type SmiTrouble =
  | 'not-installed'
  | 'no-driver'
  | 'no-permission'
  | 'restart-needed'
  | 'card-lost'
  | 'blocked'
  | 'no-card'
  | 'unreadable';

export type SmiAnswer = { cards: GraphicsCard[] } | { trouble: SmiTrouble; text: string };

const format = '--format=csv,noheader,nounits';

/** What is asked first; drivers before 510 refuse it, since they do not know `compute_cap`. */
export const cardQuery = [
  '--query-gpu=index,uuid,driver_version,memory.total,mig.mode.current,compute_cap,name',
  format,
] as const;
/** What every driver of the last ten years answers. */
export const oldCardQuery = ['--query-gpu=index,uuid,driver_version,memory.total,name', format] as const;
export const sliceQuery = ['-L'] as const;
export const gaugeQuery = (uuid: string): readonly string[] => [
  '--query-gpu=memory.used,memory.total,temperature.gpu',
  format,
  `--id=${uuid}`,
];

/** True when the driver is too old for `cardQuery` and has to be asked `oldCardQuery`. */
export const isUnknownField = ({ stdout, stderr }: SmiRun): boolean =>
  /is not a valid field to query/.test(stdout + stderr);

/** True when one of the cards is cut into slices, which only `sliceQuery` names. */
export const hasSlices = ({ stdout }: SmiRun): boolean => /^[^\n]*, Enabled, /m.test(stdout);

/** Reads the answer to `cardQuery` or `oldCardQuery`, with that to `sliceQuery` where there are slices. */
export function readCards(run: SmiRun, slices?: SmiRun): SmiAnswer {
  if (run.code === null) return { trouble: 'not-installed', text: '' };
  const text = `${run.stdout}\n${run.stderr}`.trim();
  const known = troubles.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return { trouble: known[1], text: firstLine(text) };
  const slicesByCard = readSlices(slices?.stdout ?? '');
  const lines = run.stdout.split(/\r?\n/).filter((line) => line.trim() !== '');
  const cards = lines.map((line) => readCard(line, slicesByCard));
  if (run.code !== 0 || cards.includes(undefined)) return { trouble: 'unreadable', text: firstLine(text) };
  if (cards.length === 0) return { trouble: 'no-card', text: '' };
  return { cards: cards.filter((card) => card !== undefined) };
}

/** Reads the answer to `gaugeQuery`; undefined when it tells nothing. */
export function readGauges({ code, stdout }: SmiRun): CardGauges | undefined {
  if (code !== 0) return undefined;
  const [used, total, temperature] = stdout
    .trim()
    .split(/\s*,\s*/)
    .map(numberOf);
  if (used === undefined || total === undefined) return undefined;
  const gauges = { memoryUsedBytes: used * mebibyte, memoryBytes: total * mebibyte };
  return temperature === undefined ? gauges : { ...gauges, temperature };
}

/** What nvidia-smi prints, in the words of its drivers from 450 to 580, when it cannot name cards. */
const troubles: readonly (readonly [RegExp, SmiTrouble])[] = [
  [/Insufficient Permissions|permission denied/i, 'no-permission'],
  [/Driver\/library version mismatch/i, 'restart-needed'],
  [/GPU is lost|fallen off the bus|Unknown Error/i, 'card-lost'],
  [/blocked by the operating system/i, 'blocked'],
  [/couldn't communicate with the NVIDIA driver|Driver Not Loaded|NVML Shared Library/i, 'no-driver'],
  [/No devices were found/i, 'no-card'],
];

const mebibyte = 2 ** 20;

/** Names come last in both queries, since they may hold commas. */
function readCard(
  line: string,
  slices: ReadonlyMap<number, GraphicsCard['slices']>,
): GraphicsCard | undefined {
  const fields = line.split(', ');
  const [index, uuid, driver, memory] = fields;
  const isNew = /^(?:Enabled|Disabled|\[?N\/A\]?)$/i.test(fields[4] ?? '');
  const name = fields
    .slice(isNew ? 6 : 4)
    .join(', ')
    .trim();
  const capability = isNew ? /^\d+\.\d+$/.exec(fields[5]?.trim() ?? '')?.[0] : undefined;
  const total = numberOf(memory ?? '');
  if (
    !/^\d+$/.test(index?.trim() ?? '') ||
    !/^GPU-/.test(uuid) ||
    !/^\d+(\.\d+)+$/.test(driver) ||
    name === ''
  )
    return undefined;
  return {
    index: Number(index),
    uuid,
    name,
    driver,
    ...(capability === undefined ? {} : { computeCapability: capability }),
    ...(total === undefined ? {} : { memoryBytes: total * mebibyte }),
    slices: slices.get(Number(index)) ?? [],
  };
}

/** Lines of `-L`: "GPU 0: NVIDIA A100 … (UUID: GPU-…)", and below it "  MIG 1g.5gb Device 0: (UUID: MIG-…)". */
function readSlices(text: string): Map<number, GraphicsCard['slices']> {
  const found = new Map<number, GraphicsCard['slices']>();
  let card = -1;
  for (const line of text.split(/\r?\n/)) {
    card = Number(/^GPU (\d+):/.exec(line)?.[1] ?? card);
    const slice = /^\s+MIG (\S+)\s+Device\s+\d+: \(UUID: (MIG-[^)\s]+)\)/.exec(line);
    if (slice !== null) found.set(card, [...(found.get(card) ?? []), { name: slice[1], uuid: slice[2] }]);
  }
  return found;
}

/** "[N/A]" and the like are not numbers. */
function numberOf(text: string): number | undefined {
  const value = Number(text.trim() || Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

const firstLine = (text: string): string => text.split(/\r?\n/)[0].trim().slice(0, 300);
