/**
 * What a person can do who has a model with a layer that cannot be read: a layer of the same effect, or, where there is none,
 * another model.
 */
export const saveInstead = (kind: string): string => {
  const advice = Object.hasOwn(instead, kind)
    ? instead[kind]
    : `Leave it out, or use layers of these: ${usual}.`;
  return `In Keras, build the same model again and save that as .keras or .h5. ${advice}`;
};

const usual =
  'Dense, Conv2D, Conv2DTranspose, UpSampling2D, BatchNormalization, LayerNormalization, Reshape, Activation, LeakyReLU, PReLU and ELU';
const setWeights = 'copy the weights over with set_weights()';

const instead: Readonly<Record<string, string>> = {
  weights: `Give it the dtype policy "float32", and ${setWeights}.`,
  TimeDistributed: `Use the layer that it holds by itself, which Keras applies to every pixel anyway, and ${setWeights}.`,
  SpectralNormalization: `Use the layer that it holds by itself, and ${setWeights}: the kernel is normalised already.`,
  Bidirectional: `A recurrent generator cannot be read: use layers of these: ${usual}.`,
  Lambda: `Use the layer that computes the same, such as Rescaling, Activation or Reshape, and ${setWeights}.`,
  activation: `Use one of these: relu, leaky_relu, elu, selu, gelu, silu, softplus, mish, sigmoid, hard_sigmoid, tanh and linear, or a layer of its own behind it, such as PReLU, and ${setWeights}.`,
  MaxPooling2D: `A generator does not need it: use AveragePooling2D or a Conv2D with strides, and train it again.`,
  Conv1D: `Use Conv2D with a kernel of 1 × n on a map with one row, and ${setWeights}.`,
  Conv1DTranspose: `Use Conv2DTranspose with a kernel of n × n.`,
  Conv3D: `Pictures have two sides: use Conv2D.`,
  Resizing: `Use UpSampling2D, and ${setWeights}.`,
  Embedding: `Hold its input constant: put a Dense layer without bias, whose kernel is one row of the table, in its place.`,
};

/** The same for a setting of a layer that can be read otherwise. */
export const setInstead = (setting: string): string => {
  const advice = Object.hasOwn(settings, setting) ? settings[setting] : `leave "${setting}" at its default`;
  return `In Keras, build the same model again and save that as .keras or .h5: ${advice}, and ${setWeights}.`;
};

const settings: Readonly<Record<string, string>> = {
  strides: 'give the layer the same stride of 1 to 8 for rows and columns',
  pool_size: 'give the layer the same size for rows and columns',
  interpolation: 'enlarge with "nearest" or "bilinear"',
  groups: 'use a layer for each group, and Concatenate',
  target_shape: 'let maps have a height, a width and channels at most',
  dims: 'let maps have a height, a width and channels at most',
  data_format: 'flatten a map whose channels come last',
};
