import { type Tensor, type Tensor4D, tf } from '../../engines/tf.ts';
import { randomStream } from '../../random.ts';
import { type Embedding, embedInBatches } from './embedding.ts';

const side = 64;
/** Channels from layer to layer; each halves the side. */
const widths = [3, 32, 64, 96, 128];
const size = 128;
const slope = 0.2;

/**
 * A convolutional network with fixed random weights (He et al. 2015). Such features tell apart what differs in shape and
 * texture without having learned what pictures are usually of (Naeem et al. 2020, §3.2). 11 million products a picture.
 */
export function loadRandomNetwork(): Embedding {
  const kernels = widths
    .slice(1)
    .map((width, layer) => normal(`conv-${layer}`, [3, 3, widths[layer], width], 9 * widths[layer]));
  const last = widths[widths.length - 1];
  const inputs = (side / 2 ** kernels.length) ** 2 * last;
  const projection = normal('projection', [inputs, size], inputs);

  const network = (pictures: Tensor4D): Tensor => {
    const maps = kernels.reduce<Tensor4D>(
      (x, kernel) => tf.leakyRelu(tf.conv2d(x, kernel as Tensor4D, 2, 'same'), slope),
      tf.sub(tf.div(pictures, 127.5), 1),
    );
    return tf.matMul(tf.reshape(maps, [maps.shape[0], inputs]), projection);
  };

  return {
    id: 'random',
    size,
    side,
    embed: (pictures, onProgress) => embedInBatches(pictures, side, size, network, onProgress),
    dispose: () => tf.dispose([...kernels, projection]),
  };
}

function normal(name: string, shape: number[], fanIn: number): Tensor {
  const count = shape.reduce((product, each) => product * each, 1);
  const values = randomStream(0, `random-network.${name}`, 0).fillNormal(new Float32Array(count));
  const scale = Math.sqrt(2 / (1 + slope ** 2) / fanIn);
  return tf.tensor(
    values.map((value) => value * scale),
    shape,
  );
}
