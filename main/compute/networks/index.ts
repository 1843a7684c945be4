import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import { classicDcgan } from './classic-dcgan.ts';
import { sngan, wganGp } from './classic-resnet.ts';
import { dcgan, styleDcgan } from './dcgan.ts';
import { imported } from './imported.ts';
import { mlp } from './mlp.ts';
import type { Architecture } from './network.ts';
import { residual } from './residual.ts';

export const architectureOf = (config: GeneratorConfig): Architecture => architectures[config.architecture];

const architectures: Record<GeneratorConfig['architecture'], Architecture> = {
  dcgan,
  'style-dcgan': styleDcgan,
  residual,
  mlp,
  'classic-dcgan': classicDcgan,
  'wgan-gp': wganGp,
  sngan,
  imported,
};
