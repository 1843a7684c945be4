import { randomStream } from './random.ts';

/** Latents `start … start+count−1` of a seed, [count, latentSize]; latent i depends on (seed, i) only. */
export function seededLatents(seed: number, start: number, count: number, latentSize: number): Float32Array {
  const latents = new Float32Array(count * latentSize);
  for (let i = 0; i < count; i++) {
    randomStream(seed, 'latent', start + i).fillNormal(
      latents.subarray(i * latentSize, (i + 1) * latentSize),
    );
  }
  return latents;
}
