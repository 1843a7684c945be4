import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inScratchFolder } from '../../disk/scratch-folder.ts';
import { nativeBackend } from '../engines/native-backend.ts';
import { type Tensor, tf, type Variable } from '../engines/tf.ts';
import {
  addFunction,
  addStateReader,
  addStateWriter,
  type NamedTensors,
  type RecordedFunction,
  result,
} from './functions.ts';
import { GraphBuilder } from './graph-builder.ts';
import { encodeSavedModel, type Signature, savedModelTag } from './saved-model.ts';
import { StateNodes } from './state-nodes.ts';

interface LoadedSignature {
  predict(inputs: NamedTensors): NamedTensors;
  dispose(): void;
}

/**
 * Functions that were recorded once and are run by TensorFlow as graphs. The state lives there: the variables that it was
 * made from keep their old values until `readState`.
 */
export class Program {
  readonly #signatures: ReadonlyMap<string, LoadedSignature>;
  readonly #state: ReadonlyMap<string, Variable>;
  readonly #nodeCounts: ReadonlyMap<string, number>;

  /** Use `compileProgram`. */
  constructor(
    signatures: ReadonlyMap<string, LoadedSignature>,
    state: ReadonlyMap<string, Variable>,
    nodeCounts: ReadonlyMap<string, number>,
  ) {
    this.#signatures = signatures;
    this.#state = state;
    this.#nodeCounts = nodeCounts;
  }

  /** Calls a function. The first call of each may compile for seconds. */
  run(name: string, inputs: NamedTensors): Tensor {
    return this.#call(name, inputs)[result];
  }

  /** Operations in a function's graph. */
  nodeCount(name: string): number {
    return this.#nodeCounts.get(name) ?? 0;
  }

  /** Copies the graph's state into the variables. */
  readState(): void {
    tf.tidy(() => {
      const values = this.#call(readState, {});
      for (const [name, variable] of this.#state) variable.assign(values[name]);
    });
  }

  /** Copies the variables into the graph's state. */
  writeState(): void {
    this.#call(writeState, Object.fromEntries(this.#state))[result].dispose();
  }

  dispose(): void {
    for (const signature of this.#signatures.values()) signature.dispose();
  }

  #call(name: string, inputs: NamedTensors): NamedTensors {
    const signature = this.#signatures.get(name);
    if (signature === undefined) throw new Error(`the program has no function "${name}"`);
    return signature.predict(inputs);
  }
}

const writeState = 'write-state';
const readState = 'read-state';

/**
 * Records each function once on the active engine, which must be TensorFlow, and loads them as graphs that share the
 * state. The variables are not changed. Throws UnrecordableStepError where a function cannot be repeated by a graph.
 */
export async function compileProgram(
  state: ReadonlyMap<string, Variable>,
  functions: Readonly<Record<string, RecordedFunction>>,
  options: { isExact?: boolean } = {},
): Promise<Program> {
  const backend = nativeBackend();
  if (backend === undefined) throw new Error('graphs need the tensorflow engine');
  const graph = new GraphBuilder(options);
  const nodes = new StateNodes(graph, state);
  nodes.separate();
  const signatures: Record<string, Signature> = {
    [writeState]: addStateWriter(graph, nodes, writeState),
    [readState]: addStateReader(nodes),
  };
  for (const [name, recorded] of Object.entries(functions)) {
    signatures[name] = addFunction(graph, backend, nodes, name, recorded);
  }
  const nodeCounts = new Map(
    Object.keys(functions).map((name) => [name, graph.countFor(signatures[name].outputs[result].output)]),
  );
  const program = new Program(await load(graph, signatures), state, nodeCounts);
  program.writeState();
  return program;
}

interface TfjsNode {
  node: {
    loadSavedModel(folder: string, tags: string[], signature: string): Promise<LoadedSignature>;
  };
}

async function load(
  graph: GraphBuilder,
  signatures: Readonly<Record<string, Signature>>,
): Promise<Map<string, LoadedSignature>> {
  const tfjsNode: TfjsNode = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu');
  const bytes = encodeSavedModel(graph.encode(), signatures);
  return inScratchFolder('faceloom-graph-', async (folder) => {
    await writeFile(join(folder, 'saved_model.pb'), bytes);
    const loaded = new Map<string, LoadedSignature>();
    for (const name of Object.keys(signatures)) {
      loaded.set(name, await tfjsNode.node.loadSavedModel(folder, [savedModelTag], name));
    }
    return loaded;
  });
}
