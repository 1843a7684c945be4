import type { RunConfig } from '../../contract/run-config.ts';
import { classicDcgan } from './classic-dcgan.ts';
import { sngan, wganGp } from './classic-resnet.ts';
import { dcgan } from './dcgan.ts';
import { mlp } from './mlp.ts';
import type { Architecture } from './network.ts';
import { residual } from './residual.ts';
import { styleDcgan } from './style-dcgan.ts';

const architectures: Record<RunConfig['architecture'], Architecture> = {
  dcgan,
  'style-dcgan': styleDcgan,
  residual,
  mlp,
  'classic-dcgan': classicDcgan,
  'wgan-gp': wganGp,
  sngan,
};

export const architectureOf = (config: RunConfig): Architecture => architectures[config.architecture];
