import { z } from 'zod';

/** A training may be shared by at most as many processes. */
export const mostRanks = 512;

/** How many processes share a training. */
export const RankCount = z.int().min(1).max(mostRanks);
