/** The engines that trained a run, one after the other, as JSON; absent in runs from before they were kept. */
export const engineUses = `
  ALTER TABLE runs ADD COLUMN engine_uses TEXT;
`;
