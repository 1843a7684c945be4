/**
 * Whether the first right engine is taken, with plain graphs, instead of the fastest: for tests, whose runs are shorter than
 * timing every engine or compiling their steps with XLA (20 to 40 s at each start).
 */
export const takesFirstEngine = (): boolean => process.env['FACELOOM_ENGINE_CHOICE'] === 'first';
