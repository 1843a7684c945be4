import { z } from 'zod';

/** Side lengths, in pixels, that a run can train at. */
export const Side = z.union([z.literal(28), z.literal(32), z.literal(64), z.literal(128), z.literal(256)]);
export type Side = z.infer<typeof Side>;

export const Channels = z.union([z.literal(1), z.literal(3)]);
export type Channels = z.infer<typeof Channels>;
