import { checkBilinear, type Thoroughness } from './check-bilinear.ts';
import { checkOther } from './check-others.ts';
import type { OperationOutcome } from './deviation.ts';
import type { Operation } from './operation.ts';

/** Tries one operation with its gradients on the active engine; says how far off it is. */
export function checkOperation(operation: Operation, thoroughness: Thoroughness): OperationOutcome {
  switch (operation.kind) {
    case 'convolution':
    case 'depthwise-convolution':
    case 'product':
      return checkBilinear(operation, thoroughness);
    default:
      return checkOther(operation);
  }
}
