import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inScratchFolder } from '../../disk/scratch-folder.ts';
import { type NativeBackend, nativeBackend } from '../engines/native-backend.ts';
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

/**
 * Functions that were recorded once and are run by TensorFlow as graphs. The state lives there: the variables that it was
 * made from keep their old values until `readState`.
 */
export class Program {
  readonly #graph: LoadedGraph;
  readonly #state: ReadonlyMap<string, Variable>;
  readonly #nodeCounts: ReadonlyMap<string, number>;

  /** Use `compileProgram`. */
  constructor(
    graph: LoadedGraph,
    state: ReadonlyMap<string, Variable>,
    nodeCounts: ReadonlyMap<string, number>,
  ) {
    this.#graph = graph;
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
    this.#graph.backend.deleteSavedModel(this.#graph.session);
  }

  #call(name: string, given: NamedTensors): NamedTensors {
    const { backend, session, signatures } = this.#graph;
    const signature = signatures[name];
    if (signature === undefined) throw new Error(`the program has no function "${name}"`);
    const tensors = Object.keys(signature.inputs).map((input) => {
      const tensor = given[input];
      if (tensor === undefined)
        throw new Error(`the program's function "${name}" lacks its input "${input}"`);
      return tensor;
    });
    const fed = Object.values(signature.inputs).map(({ output }) => ({ name: output }));
    const asked = Object.values(signature.outputs).map(({ output }) => output);
    const made = backend.runSavedModel(session, tensors, fed, asked);
    return Object.fromEntries(Object.keys(signature.outputs).map((output, i) => [output, made[i]]));
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
  const program = new Program(await load(backend, graph, signatures), state, nodeCounts);
  program.writeState();
  return program;
}

/** A graph in a session of TensorFlow's, which holds its state, and what of it can be run. */
interface LoadedGraph {
  backend: NativeBackend;
  session: number;
  signatures: Readonly<Record<string, Signature>>;
}

/**
 * Not by tfjs-node's own `loadSavedModel`, which parses the whole file in JavaScript for each signature to learn what they
 * take and give: a seventh of the time that compiling takes.
 */
function load(backend: NativeBackend, graph: GraphBuilder, signatures: LoadedGraph['signatures']) {
  return inScratchFolder('faceloom-graph-', async (folder): Promise<LoadedGraph> => {
    await writeFile(join(folder, 'saved_model.pb'), encodeSavedModel(graph.encode(), {}));
    return { backend, session: backend.loadSavedModelMetaGraph(folder, savedModelTag), signatures };
  });
}
