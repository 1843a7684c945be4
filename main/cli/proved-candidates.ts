import type { EngineCandidate } from '../contract/engines.ts';

/** A candidate as `doctor --prove --json` prints it: always these keys, `null` where there is nothing to say. */
export function toProvedCandidate(candidate: EngineCandidate) {
  const { engine, settings, environment, mode, verdict, reason, facesReason } = candidate;
  return {
    engine,
    settings,
    /** Variables that its process gets. */
    environment,
    mode: mode ?? null,
    verdict,
    /** Why it is not right, has no speed, or is not used to find faces: one sentence. */
    reason: reason ?? facesReason ?? null,
    worstDeviation: candidate.worstDeviation ?? null,
    imagesPerSecond: candidate.imagesPerSecond ?? null,
    /** The forms of our kernels for graphics cards that the proof chose, by gradient. */
    kernelForms: candidate.kernelForms ?? null,
    chosen: candidate.chosen,
  };
}
