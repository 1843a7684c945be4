import { implement, ORPCError } from '@orpc/server';
import { contract } from '../../contract/contract.ts';
import { errorCatalogue } from '../../contract/errors.ts';
import type { Logger } from '../base/log.ts';
import { toStudioError } from '../base/to-error.ts';

/**
 * The contract's implementer: whatever a handler throws leaves as a typed error of the catalogue. Errors of oRPC
 * itself (input that does not fit its schema) pass as they are.
 */
export const contractImplementer = (log: Logger) =>
  implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      if (error instanceof ORPCError) throw error;
      const known = toStudioError(error, log);
      const { status } = errorCatalogue[known.code];
      throw new ORPCError(known.code, { status, message: known.message, data: known.data, defined: true });
    }
  });

export type ContractImplementer = ReturnType<typeof contractImplementer>;
