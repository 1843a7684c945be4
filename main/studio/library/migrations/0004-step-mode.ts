/** How the steps of a run are made, and why not otherwise. */
export const stepMode = `
  ALTER TABLE runs ADD COLUMN step_mode TEXT;
  ALTER TABLE runs ADD COLUMN step_mode_reason TEXT;
`;
