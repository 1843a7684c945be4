/** Name of the proved settings that a run's engine was last used with; absent in runs from before engines were proved. */
export const engineSettings = `
  ALTER TABLE runs ADD COLUMN engine_settings TEXT;
`;
