/** Runs that wait for their turn, when runs may train, and the sweeps that they are of. */
export const queue = `
  ALTER TABLE runs ADD COLUMN schedule TEXT;
  ALTER TABLE runs ADD COLUMN run_group TEXT;
  CREATE TABLE run_queue (
    run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    engine TEXT NOT NULL,
    step_mode TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
