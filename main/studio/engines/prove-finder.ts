import sharp from 'sharp';
import type { FoundFace } from '../../protocol/faces.ts';
import { drawPortrait } from '../../sample-faces/portrait.ts';
import { sampleTraits } from '../../sample-faces/sample-traits.ts';
import { computeEnvironment } from '../compute-process/compute-environment.ts';
import type { ComputeLauncher } from '../compute-process/compute-launcher.ts';
import { isOutdated } from '../compute-process/outdated-program.ts';
import { openSession } from '../compute-process/session.ts';
import type { Candidate } from './candidates.ts';
import { failedProof } from './failed-proof.ts';
import { patientMs } from './patience.ts';
import { portraitRecord } from './portrait-record.ts';
import { perturbed } from './prove-candidate.ts';
import type { ProofOutcome } from './records.ts';

export interface FinderProofOptions {
  launch: ComputeLauncher;
  signal?: AbortSignal | undefined;
  /** How long it may take, in milliseconds. */
  silenceMs?: number;
}

/**
 * Lets a candidate find the face of a drawn portrait twice, with one thread as the finder has: what reads memory that
 * nobody wrote may be right by chance the first time. Rejects only when it is aborted, or no process can be started any more.
 */
export async function proveFinder(
  candidate: Candidate,
  { launch, signal, silenceMs: silence = patientMs(silenceMs) }: FinderProofOptions,
): Promise<ProofOutcome> {
  signal?.throwIfAborted();
  const provedAt = new Date().toISOString();
  const picture = await drawRecorded();
  const environment = { ...computeEnvironment(1), ...candidate.environment, ...perturbed };
  const startedMs = performance.now();
  const session = openSession(
    { launch, environmentFor: () => environment },
    { type: 'faces', engine: candidate.engine, threads: 1 },
    { subject: 'The face finder', next: 'Use another engine.', signal },
  );
  const hung = new Error('the face finder has hung');
  const timer = setTimeout(() => session.kill(hung), silence);
  try {
    const first = await session.ask({ type: 'find-faces', ...picture });
    const second = await session.ask({ type: 'find-faces', ...picture });
    const { version } = await session.ready;
    const reason = whyWrong(first.faces) ?? theSecondTime(whyWrong(second.faces));
    return {
      verdict: reason === undefined ? 'right' : 'wrong',
      ...(reason === undefined ? {} : { reason }),
      ms: performance.now() - startedMs,
      version,
      provedAt,
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (isOutdated(error)) throw error;
    if (error === hung)
      return { verdict: 'hung', reason: 'The face finder hung over a drawn portrait.', provedAt };
    return failedProof(error, 'The face finder died over a drawn portrait', provedAt);
  } finally {
    session.stop('stop');
    await Promise.allSettled([session.ended]);
    clearTimeout(timer);
  }
}

/** Loading TensorFlow and the networks takes seconds, on a busy machine half a minute. */
const silenceMs = 180_000;

/** Points may be off by this many pixels of 256: edges of the drawing may be smoothed otherwise by another library. */
const pointTolerance = 3;
/** Least cosine of the embedding with the recorded one; another drawn face has 0.4 to 0.75. */
const leastCosine = 0.97;

/** Why these cannot be the faces of the portrait; nothing where they are. */
function whyWrong(faces: readonly FoundFace[]): string | undefined {
  const [face] = faces;
  if (face === undefined) return 'The face finder does not see the face of a drawn portrait.';
  for (const [name, point] of [
    ['left eye', 'leftEye'],
    ['right eye', 'rightEye'],
    ['mouth', 'mouth'],
  ] as const) {
    const off = Math.hypot(face[point].x - portraitRecord[point].x, face[point].y - portraitRecord[point].y);
    if (!(off <= pointTolerance))
      return `The face finder puts the ${name} of a drawn portrait ${off.toFixed(0)} pixels away from it.`;
  }
  const cosine = cosineTo(face.embedding);
  if (Number.isNaN(cosine)) return 'The face finder gives what is not a number for a drawn portrait.';
  return cosine >= leastCosine
    ? undefined
    : `The face finder takes a drawn portrait for somebody else (likeness ${cosine.toFixed(2)}, not 1).`;
}

const theSecondTime = (reason: string | undefined): string | undefined =>
  reason === undefined ? undefined : `It is right the first time, and not the second. ${reason}`;

function cosineTo(embedding: Float32Array): number {
  const recorded = new Int8Array(Buffer.from(portraitRecord.embedding, 'base64'));
  let [product, own, theirs] = [0, 0, 0];
  for (const [i, value] of recorded.entries()) {
    product += value * embedding[i];
    own += embedding[i] ** 2;
    theirs += value ** 2;
  }
  return product / Math.sqrt(own * theirs);
}

interface RgbPicture {
  width: number;
  height: number;
  data: Uint8Array<ArrayBuffer>;
}

async function drawRecorded(): Promise<RgbPicture> {
  const { seed, index, side } = portraitRecord;
  const svg = drawPortrait(sampleTraits(seed, index), side);
  const { data, info } = await sharp(Buffer.from(svg))
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}
