import { checkBilinear, type Thoroughness } from './check-bilinear.ts';
import { checkOther } from './check-others.ts';
import type { Deviation } from './deviation.ts';
import type { Operation } from './operation.ts';

/** Tries one operation with its gradients on the active engine; returns what is wrong, or nothing. */
export function checkOperation(operation: Operation, thoroughness: Thoroughness): Deviation | undefined {
  switch (operation.kind) {
    case 'convolution':
    case 'depthwise-convolution':
    case 'product':
      return checkBilinear(operation, thoroughness);
    default:
      return checkOther(operation);
  }
}
