import type { LossId } from '../../../contract/runs/hyper-parameters.ts';
import { type Tensor, tf } from '../../engines/tf.ts';

/** What both networks minimise, from logits [n, 1]; scalars in nats, or in the critic's own unit. */
export interface GanLoss {
  discriminator(realLogits: Tensor, fakeLogits: Tensor): Tensor;
  generator(fakeLogits: Tensor, realLogits: Tensor): Tensor;
  /** The generator's loss takes logits of real pictures too. */
  readonly comparesWithReal: boolean;
}

/**
 * Goodfellow et al. 2014 (§3). With D = σ(logit): −log D = softplus(−logit) and −log(1 − D) = softplus(logit), which is
 * binary cross-entropy without overflow.
 */
const nonSaturating: GanLoss = {
  /** L_D = −E log D(x) − E log(1 − D(G(z))). */
  discriminator: (real, fake) => tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake))),
  /** L_G = −E log D(G(z)), the non-saturating form. */
  generator: (fake) => tf.mean(tf.softplus(tf.neg(fake))),
  comparesWithReal: false,
};

/** Relativistic pairing (Jolicoeur-Martineau 2019; Huang et al. 2024, eq. 2): each picture against one of the other kind. */
const relativistic: GanLoss = {
  discriminator: (real, fake) => tf.mean(tf.softplus(tf.sub(fake, real))),
  generator: (fake, real) => tf.mean(tf.softplus(tf.sub(real, fake))),
  comparesWithReal: true,
};

/** Arjovsky et al. 2017 (eq. 2–3). */
const wasserstein: GanLoss = {
  discriminator: (real, fake) => tf.sub(tf.mean(fake), tf.mean(real)),
  generator: (fake) => tf.neg(tf.mean(fake)),
  comparesWithReal: false,
};

/** Lim & Ye 2017; Miyato et al. 2018 (eq. 16–17). */
const hinge: GanLoss = {
  discriminator: (real, fake) => tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))),
  generator: (fake) => tf.neg(tf.mean(fake)),
  comparesWithReal: false,
};

export const losses: Readonly<Record<LossId, GanLoss>> = {
  'non-saturating': nonSaturating,
  relativistic,
  wasserstein,
  hinge,
};
