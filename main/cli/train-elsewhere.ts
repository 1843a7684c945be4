import { setTimeout as wait } from 'node:timers/promises';
import type { ArgsDef } from 'citty';
import type { StudioClient } from '../contract/contract.ts';
import { StudioError } from '../contract/errors.ts';
import type { GroupId, PlaceId } from '../contract/ids.ts';
import type { Run, StartRunOutput } from '../contract/runs/runs.ts';
import { findPlace } from './find.ts';
import type { Output } from './output.ts';
import { rankCount } from './rank-option.ts';
import { nextCommand } from './train-run.ts';

/** Where `train` and `sweep` train. */
export const placeArgs = {
  on: { type: 'string', description: 'train at this place (see "places")', valueHint: 'PLACE' },
} as const satisfies ArgsDef;

/** What `--on` names, and how many `--ranks` there are to be there; nothing without `--on`. */
export async function placeChoice(
  client: StudioClient,
  on: string | undefined,
  ranks?: string,
): Promise<{ place?: PlaceId; ranks?: number | undefined }> {
  return on === undefined ? {} : { place: (await findPlace(client, on)).id, ranks: rankCount(ranks) };
}

/** Waits until runs are at their place, and says how to read on. Throws why one could not be sent. */
export async function reportSent(
  client: StudioClient,
  started: readonly StartRunOutput[],
  output: Output,
  library: string | undefined,
  groupId?: GroupId,
): Promise<void> {
  const runs = await Promise.all(started.map((each) => whenSent(client, each)));
  const sent = runs.map(({ id, place }) => ({ runId: id, place: place?.name }));
  output.result(groupId === undefined ? { ...sent[0] } : { groupId, runs: sent }, [
    ...runs.map(({ id, name, place }) => `Sent to ${place?.name}: ${name} (${id})`),
    `Read on: ${nextCommand(`resume ${groupId ?? runs[0]?.id}`, library)}`,
  ]);
}

async function whenSent(client: StudioClient, { runId }: StartRunOutput): Promise<Run> {
  for (;;) {
    const run = await client.runs.get({ id: runId });
    if (run.error !== undefined) throw StudioError.fromReport(run.error);
    if (run.whereabouts?.phase !== 'sending') return run;
    await wait(lookMs);
  }
}

const lookMs = 100;
