import { randomStream } from '../../../protocol/random.ts';
import { type Tensor, type Tensor4D, tf } from '../../engines/tf.ts';
import { fitWhitening } from '../whiten.ts';
import { type Embedding, embedInBatches } from './embedding.ts';

/**
 * A convolutional network with fixed random weights (He et al. 2015). Such features tell apart what differs in shape and
 * texture without having learned what pictures are usually of (Naeem et al. 2020, §3.2): a random projection of the last
 * layer, for where things are, and the logarithm of each channel's mean square, for how sharp they are. About 11 million
 * products a picture.
 */
export function loadRandomNetwork(): Embedding {
  const kernels = widths
    .slice(1)
    .map((width, layer) => normal(`conv-${layer}`, [3, 3, widths[layer], width], 9 * widths[layer]));
  const lastSize = (side / 2 ** layers) ** 2 * widths[layers];
  const projection = normal('projection', [lastSize, placed], lastSize);

  const network = (pictures: Tensor4D): Tensor => {
    const energies: Tensor[] = [];
    let maps = tf.sub<Tensor4D>(tf.div(pictures, 127.5), 1);
    for (const kernel of kernels) {
      const answers = tf.conv2d(maps, kernel as Tensor4D, 2, 'same');
      energies.push(tf.log(tf.add(tf.mean(tf.square(answers), [1, 2]), leastEnergy)));
      maps = tf.leakyRelu(answers, slope);
    }
    const places = tf.matMul(tf.reshape(maps, [-1, lastSize]), projection);
    return tf.concat([places, ...energies], 1);
  };

  return {
    id: 'random',
    embed: (pictures, onProgress) => embedInBatches(pictures, side, size, network, onProgress),
    fitTo: fitWhitening,
    dispose: () => tf.dispose([...kernels, projection]),
  };
}

/** One more whenever the network gives other features than before: those that are kept are then computed again. */
export const randomNetworkVersion = 1;

const side = 64;
/** Channels from layer to layer; each layer halves the side. */
const widths = [3, 32, 64, 96, 128];
const layers = widths.length - 1;
const slope = 0.2;
/** Features of where things are, besides those of how strongly each channel answers. */
const placed = 128;
const size = placed + widths.slice(1).reduce((sum, width) => sum + width, 0);
/** A channel that is silent has this energy. */
const leastEnergy = 1e-4;

function normal(name: string, shape: number[], fanIn: number): Tensor {
  const count = shape.reduce((product, each) => product * each, 1);
  const values = randomStream(0, `random-network.${name}`, 0).fillNormal(new Float32Array(count));
  const scale = Math.sqrt(2 / (1 + slope ** 2) / fanIn);
  return tf.tensor(
    values.map((value) => value * scale),
    shape,
  );
}
