import { activationReaders } from './activations.ts';
import { joinReaders } from './joins.ts';
import { kernelReaders } from './kernels.ts';
import type { LayerReader } from './layer-context.ts';
import { normReaders } from './norms.ts';
import { shapeReaders } from './shapes.ts';

/** Layers that do nothing when faces are drawn. */
const inTrainingAlone = [
  'Identity',
  'Dropout',
  'SpatialDropout2D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'ActivityRegularization',
];

/** How each kind of Keras layer is read, by the name of its class. */
export const layerReaders: Readonly<Record<string, LayerReader>> = {
  ...kernelReaders,
  ...normReaders,
  ...activationReaders,
  ...shapeReaders,
  ...joinReaders,
  ...Object.fromEntries(
    inTrainingAlone.map((className): [string, LayerReader] => [className, ({ input }) => input]),
  ),
};
