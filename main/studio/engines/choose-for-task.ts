import type { ComputeTask } from '../../protocol/messages.ts';
import type { Asking, Chosen } from './choices.ts';
import type { ProvedEngines, Work } from './proved-engines.ts';

/** What a task is to run with; nothing for those that try engines, or their kernels, themselves. */
export async function choose(
  engines: ProvedEngines,
  task: ComputeTask,
  asking: Asking,
): Promise<Chosen | undefined> {
  switch (task.type) {
    case 'probe':
    case 'prove':
    case 'bench-kernels':
      return undefined;
    case 'train':
    case 'bench':
      return engines.forRun(
        task.config,
        task.engine,
        { asked: task.asked ?? task.mode, expected: task.mode === 'auto' ? 'graph' : task.mode },
        task.threads,
        asking,
      );
    case 'faces':
      return engines.forFaces(task.engine, task.avoid, asking);
    default:
      return engines.forWork(workOf(task), task.engine, task.threads, asking);
  }
}

/** A task died with what was chosen for it: whether that is passed over when the task is begun again. */
export async function passOver(
  engines: ProvedEngines,
  task: ComputeTask,
  { candidate, mode }: Chosen,
  reason: string,
): Promise<boolean> {
  switch (task.type) {
    case 'probe':
    case 'prove':
    case 'bench-kernels':
      return false;
    case 'faces':
      // Whoever hands out the pictures can tell an engine that dies over all of them from a picture that kills each.
      return false;
    case 'train':
    case 'bench':
      if (mode === undefined) return false;
      await engines.refuseRun({ candidate, mode }, task.config, task.threads, reason);
      return true;
    default:
      engines.passOver({ candidate }, workOf(task), reason);
      return true;
  }
}

const workOf = (task: ComputeTask): Work => ({
  name: task.type,
  seesFaces: 'hasFaces' in task && task.hasFaces,
});
