import { StudioError } from '../../contract/errors.ts';
import type { CardChoice, MissingCard } from '../../gpu/card.ts';

/** Why there is no graphics card, with what to do where WebGPU finds none. */
export function noCard({ missing, detail }: MissingCard, whereNone: string): StudioError {
  const { message, next = whereNone } = words[missing];
  return new StudioError('ENGINE_UNAVAILABLE', message, {
    next,
    ...(detail === '' ? {} : { subject: detail.slice(0, 300) }),
  });
}

const words: Readonly<Record<MissingCard['missing'], { message: string; next?: string }>> = {
  webgpu: { message: 'There is no WebGPU here.', next: 'Use another engine.' },
  card: { message: 'WebGPU finds no graphics card.' },
  second: {
    message: 'WebGPU finds one graphics card, and no second one.',
    next: 'Use the card that it finds.',
  },
  hardware: {
    message: 'WebGPU finds no graphics card, only software in its place.',
    next: 'Use another engine: they are faster than that.',
  },
  device: {
    message: 'The driver of the graphics card refuses to compute.',
    next: 'Install a newer driver of your card, or use another engine.',
  },
};

/**
 * The card that the environment asks for. Software that stands in for one is used only where FACELOOM_WEBGPU_SOFTWARE is 1, which
 * tests set; a candidate for the second card sets FACELOOM_WEBGPU_POWER.
 */
export const cardChoice = (env: NodeJS.ProcessEnv): CardChoice => ({
  allowsSoftware: env['FACELOOM_WEBGPU_SOFTWARE'] === '1',
  power: env['FACELOOM_WEBGPU_POWER'] === 'low-power' ? 'low-power' : 'high-performance',
});
