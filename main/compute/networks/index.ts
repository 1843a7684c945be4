import type { RunConfig } from '../../contract/run-config.ts';
import { classicDcgan } from './classic-dcgan.ts';
import { dcgan } from './dcgan.ts';
import { mlp } from './mlp.ts';
import type { Architecture } from './network.ts';

const architectures: Record<RunConfig['architecture'], Architecture> = {
  dcgan,
  mlp,
  'classic-dcgan': classicDcgan,
};

export const architectureOf = (config: RunConfig): Architecture => architectures[config.architecture];
