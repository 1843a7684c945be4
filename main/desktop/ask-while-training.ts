import type { MessageBoxOptions } from 'electron';
import type { QuitAnswer } from './quit-guard.ts';

/** Asks whether a training is to be paused or to go on. */
export async function askWhileTraining(
  show: (options: MessageBoxOptions) => Promise<{ response: number }>,
): Promise<QuitAnswer> {
  const { response } = await show({
    type: 'question',
    message: 'A run is training.',
    detail: 'Faceloom can save a checkpoint and pause it; it then goes on from there whenever you resume it.',
    buttons: ['Pause and quit', 'Keep training'],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0 ? 'pause-and-quit' : 'keep-training';
}
