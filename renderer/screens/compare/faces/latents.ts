/** Which latents are drawn, and which of them is looked at more closely. */
export interface ChosenLatents {
  seed: number;
  count: number;
  /** From 0. */
  chosen: number;
}
