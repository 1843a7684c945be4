import type { NativeBackend } from '../engines/native-backend.ts';
import { type Tensor, tf } from '../engines/tf.ts';
import { dataTypes, type GraphBuilder, type NodeOutput } from './graph-builder.ts';
import { Recording } from './recording.ts';
import type { Signature, TensorInfo } from './saved-model.ts';
import { float32, type StateNodes } from './state-nodes.ts';

export type NamedTensors = Readonly<Record<string, Tensor>>;

/** A function over tensors that may change state variables. All that differs from call to call must be an input. */
export interface RecordedFunction {
  /** Any values of the shapes that it will be called with. */
  inputs: NamedTensors;
  /** Its products and convolutions are computed in bfloat16. */
  isHalf?: boolean;
  run(inputs: NamedTensors): Tensor;
}

/** The only output of a function's signature. */
export const result = 'result';

/** Records a function into the graph. */
export function addFunction(
  graph: GraphBuilder,
  backend: NativeBackend,
  nodes: StateNodes,
  name: string,
  recorded: RecordedFunction,
): Signature {
  const recording = new Recording(graph, backend, nodes, recorded.isHalf);
  const infos: Record<string, TensorInfo> = {};
  const examples: Record<string, Tensor> = {};
  for (const [key, example] of Object.entries(recorded.inputs)) {
    // A copy, so that an input never shares its tensor with another.
    const own = tf.tensor(example.dataSync().slice(), example.shape, example.dtype);
    const { dtype } = backend.tensorMap.get(own.dataId);
    const output = graph.placeholder(`${name}/${key}`, dtype, example.shape);
    recording.bind(own, output);
    examples[key] = own;
    infos[key] = { output, dtype, shape: example.shape };
  }
  let made: TensorInfo | undefined;
  tf.tidy(() => {
    made = recording.run(() => recorded.run(examples));
  });
  tf.dispose(examples);
  if (made === undefined) throw new Error('nothing was recorded');
  const output = addResult(graph, name, made, recording.effects);
  return { inputs: infos, outputs: { [result]: { ...made, output } } };
}

/** Sets all of the state. */
export function addStateWriter(graph: GraphBuilder, nodes: StateNodes, name: string): Signature {
  const inputs: Record<string, TensorInfo> = {};
  const assignments: string[] = [];
  for (const [{ shape }, { name: variable, handle }] of nodes.entries()) {
    const output = graph.placeholder(`${name}/${variable}`, dataTypes.float32, shape);
    inputs[variable] = { output, dtype: dataTypes.float32, shape };
    assignments.push(graph.addEffect('AssignVariableOp', [handle, output], float32));
  }
  const done = {
    output: graph.constant(dataTypes.float32, [], new Uint8Array(4)),
    dtype: dataTypes.float32,
    shape: [],
  };
  return { inputs, outputs: { [result]: { ...done, output: addResult(graph, name, done, assignments) } } };
}

/** Gives all of the state. */
export function addStateReader(nodes: StateNodes): Signature {
  const outputs: Record<string, TensorInfo> = {};
  for (const [{ shape }, { name, read }] of nodes.entries()) {
    outputs[name] = { output: read, dtype: dataTypes.float32, shape };
  }
  return { inputs: {}, outputs };
}

/** A node that is ready when the effects have happened. */
function addResult(
  graph: GraphBuilder,
  name: string,
  { output, dtype }: TensorInfo,
  effects: readonly string[],
): NodeOutput {
  const after = effects.map((node) => `^${node}`);
  const node = graph.addNamed(`${name}/${result}`, 'Identity', [output, ...after], {
    T: { kind: 'type', value: dtype },
  });
  return `${node}:0`;
}
