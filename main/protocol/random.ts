/**
 * Counter-based randomness: every draw comes from a generator seeded by (run seed, stream name, step), so the random
 * state of a run is its step counter alone, and any batch can be prepared ahead or drawn again after a resume.
 */
export interface RandomStream {
  /** Uniform in [0, 1), 32 random bits. */
  uniform(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** Fills with independent N(0, 1) values (Box–Muller). */
  fillNormal(target: Float32Array): Float32Array;
}

/** FNV-1a over the characters: mixes a stream name into the seed. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** sfc32 ("small fast counting", PractRand): 128 bits of state, passes BigCrush; 12 rounds of warm-up mix the seed. */
export function randomStream(seed: number, name: string, step: number): RandomStream {
  let a = seed >>> 0;
  let b = hashName(name);
  let c = step >>> 0;
  let counter = Math.floor(step / 2 ** 32) + 1;

  const nextBits = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return result >>> 0;
  };
  for (let i = 0; i < 12; i++) nextBits();

  const uniform = () => nextBits() / 2 ** 32;
  return {
    uniform,
    below: (bound) => Math.floor(uniform() * bound),
    fillNormal(target) {
      for (let i = 0; i < target.length; i += 2) {
        // 1 − u is in (0, 1], so the logarithm is finite.
        const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
        const angle = 2 * Math.PI * uniform();
        target[i] = radius * Math.cos(angle);
        if (i + 1 < target.length) target[i + 1] = radius * Math.sin(angle);
      }
      return target;
    },
  };
}
