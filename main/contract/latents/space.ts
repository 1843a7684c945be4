import { z } from 'zod';
import type { GeneratorConfig } from '../models/generator-config.ts';
import { graphInput, type NetworkGraph } from '../models/network-graph.ts';
import { architectureFacts } from '../runs/architectures.ts';

/** What a generator's latents are, and what can be done with them. */
export const LatentSpace = z.object({
  /** Numbers of one latent. */
  latentSize: z.int().min(1),
  /**
   * Parts of the network that each take a latent, coarse to fine, by the side in pixels of the feature map that they set.
   * One without a side where one latent sets everything.
   */
  stages: z.array(z.object({ side: z.int().optional() })).min(1),
  /**
   * z, N(0, 1) in each number, becomes w, which the stages see: `normalise` gives it the length √latentSize, `none` leaves
   * it as it is. The mean of w is 0 in both.
   */
  mapping: z.enum(['none', 'normalise']),
  /** Why stages cannot take theirs from different latents, as a full sentence; absent where they can. */
  whyNoMixing: z.string().optional(),
  /** Why truncation changes nothing, as a full sentence; absent where it does. */
  whyNoTruncation: z.string().optional(),
});
export type LatentSpace = z.infer<typeof LatentSpace>;

const whyNoTruncation =
  'This generator brings latents to one length by itself, so that shorter ones draw the same face.';

/** True when nothing sees the latents but what takes their length away. */
const normalisesFirst = ({ nodes }: NetworkGraph): boolean =>
  nodes.every(({ op, inputs }) => op === 'normalise' || !inputs.includes(graphInput));

/** Side of the feature map that a generator of stages begins with. */
const firstSide = 4;

export function latentSpaceOf({
  architecture,
  latentSize,
  generatorWidths,
  imported,
}: Pick<GeneratorConfig, 'architecture' | 'latentSize' | 'generatorWidths' | 'imported'>): LatentSpace {
  if (architecture !== 'imported' && architectureFacts[architecture].isStyled) {
    return {
      latentSize,
      stages: generatorWidths.map((_, stage) => ({ side: firstSide * 2 ** stage })),
      mapping: 'normalise',
    };
  }
  const whyNoMixing =
    architecture === 'imported'
      ? 'An imported generator takes one latent for the whole picture, so its stages cannot be mixed.'
      : 'The classic networks take one latent, in their first layer alone, so their stages cannot be mixed.';
  return {
    latentSize,
    stages: [{}],
    mapping: 'none',
    whyNoMixing,
    ...(imported !== undefined && normalisesFirst(imported.graph) ? { whyNoTruncation } : {}),
  };
}
