interface LayersModel {
  side: number;
  latentSize: number;
  /** Of each weight by its place. */
  kernel(i: number): number;
  bias(i: number): number;
}

/** A grey generator as TensorFlow.js saves layers models: one dense layer, the face is tanh(z · kernel + bias). */
export function layersModel({
  side,
  latentSize,
  kernel,
  bias,
}: LayersModel): [name: string, bytes: Buffer][] {
  const units = side ** 2;
  const kernelSize = latentSize * units;
  const values = Float32Array.from({ length: kernelSize + units }, (_, i) =>
    i < kernelSize ? kernel(i) : bias(i - kernelSize),
  );
  const dense = { name: 'dense', units, activation: 'tanh', batch_input_shape: [null, latentSize] };
  const description = {
    modelTopology: {
      class_name: 'Sequential',
      config: { name: 'generator', layers: [{ class_name: 'Dense', config: dense }] },
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: [
          { name: 'dense/kernel', shape: [latentSize, units], dtype: 'float32' },
          { name: 'dense/bias', shape: [units], dtype: 'float32' },
        ],
      },
    ],
  };
  return [
    ['model.json', Buffer.from(JSON.stringify(description))],
    ['weights.bin', Buffer.from(values.buffer)],
  ];
}
