import type { CardTrouble } from './card.ts';

/** The device cannot run a program, refused a step, or is gone. */
export class GpuFailure extends Error {
  override name = 'GpuFailure';
  readonly trouble: CardTrouble;

  constructor(trouble: CardTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}
