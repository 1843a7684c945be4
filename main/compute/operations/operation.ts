/** Height and width in pixels. */
export type Sides = [number, number];

interface Window {
  batch: number;
  /** Of the picture. */
  sides: Sides;
  /** Of the filter or window. */
  kernel: Sides;
  stride: number;
  /** As TensorFlow defines them. */
  padding: 'same' | 'valid';
}

/** An operation and the sizes it is tried at: what a proof names when an engine computes wrongly. Pictures are NHWC. */
export type Operation =
  /** Also every transposed convolution: that is the gradient by the input, the same kernel of the engine. */
  | ({ kind: 'convolution'; from: number; to: number } & Window)
  | ({ kind: 'depthwise-convolution'; channels: number } & Window)
  /** [rows, terms] · [terms, columns], for each of `batch`. */
  | { kind: 'product'; batch: number; rows: number; terms: number; columns: number }
  /** With the statistics of the batch, per channel. */
  | { kind: 'batch-norm'; batch: number; sides: Sides; channels: number }
  | ({ kind: 'maximum-pooling'; channels: number } & Window)
  | ({ kind: 'average-pooling'; channels: number } & Window);

export type OperationOf<Kind extends Operation['kind']> = Extract<Operation, { kind: Kind }>;
export type WindowOperation = Extract<Operation, { stride: number }>;

/** Sides of the result and pixels of padding above and left of the picture, as TensorFlow computes them. */
export function placement({ sides, kernel, stride, padding }: WindowOperation): {
  outputs: [number, number];
  before: [number, number];
} {
  const along = (axis: 0 | 1): { output: number; before: number } => {
    if (padding === 'valid')
      return { output: Math.ceil((sides[axis] - kernel[axis] + 1) / stride), before: 0 };
    const output = Math.ceil(sides[axis] / stride);
    const added = Math.max(0, (output - 1) * stride + kernel[axis] - sides[axis]);
    return { output, before: Math.floor(added / 2) };
  };
  const [rows, columns] = [along(0), along(1)];
  return { outputs: [rows.output, columns.output], before: [rows.before, columns.before] };
}

/** Multiplications and additions of one run forward. */
export function floatOperations(operation: Operation): number {
  switch (operation.kind) {
    case 'convolution': {
      const [rows, columns] = placement(operation).outputs;
      const [high, wide] = operation.kernel;
      return 2 * operation.batch * rows * columns * high * wide * operation.from * operation.to;
    }
    case 'product':
      return 2 * operation.batch * operation.rows * operation.terms * operation.columns;
    case 'batch-norm':
      return 8 * operation.batch * operation.sides[0] * operation.sides[1] * operation.channels;
    default: {
      const [rows, columns] = placement(operation).outputs;
      const [high, wide] = operation.kernel;
      return 2 * operation.batch * rows * columns * high * wide * operation.channels;
    }
  }
}

/** Numbers that it reads and writes: they are made, read back and compared, which costs more than small sums. */
export function elementCount(operation: Operation): number {
  if (operation.kind === 'product') {
    const { batch, rows, terms, columns } = operation;
    return batch * (rows * terms + terms * columns + rows * columns);
  }
  const { batch, sides } = operation;
  const inputs = batch * sides[0] * sides[1];
  if (operation.kind === 'batch-norm') return 2 * inputs * operation.channels;
  const [rows, columns] = placement(operation).outputs;
  const outputs = batch * rows * columns;
  return operation.kind === 'convolution'
    ? inputs * operation.from + outputs * operation.to
    : (inputs + outputs) * operation.channels;
}

/** How a person reads it: "convolution of 32 pictures of 32×32 pixels with 4×4 filters, 48 → 96 channels, stride 2". */
export function describeOperation(operation: Operation): string {
  if (operation.kind === 'product') {
    const { batch, rows, terms, columns } = operation;
    return `product of ${batch > 1 ? `${batch} × ` : ''}[${rows}, ${terms}] and [${terms}, ${columns}]`;
  }
  const { batch, sides } = operation;
  const pictures = `${batch} ${batch === 1 ? 'picture' : 'pictures'} of ${sides.join('×')} pixels`;
  if (operation.kind === 'batch-norm') return `batch norm of ${pictures}, ${operation.channels} channels`;
  const window = `${operation.kernel.join('×')}`;
  const stride = `stride ${operation.stride}${operation.padding === 'valid' ? ', no padding' : ''}`;
  switch (operation.kind) {
    case 'convolution':
      return `convolution of ${pictures} with ${window} filters, ${operation.from} → ${operation.to} channels, ${stride}`;
    case 'depthwise-convolution':
      return `depthwise convolution of ${pictures} with ${window} filters, ${operation.channels} channels, ${stride}`;
    default:
      return `${operation.kind.replace('-', ' ')} of ${pictures} over ${window}, ${operation.channels} channels, ${stride}`;
  }
}
