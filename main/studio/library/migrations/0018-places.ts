/** Places to train besides this computer, the place of a run, and how far the messages of a run that is there were read. */
export const places = `
  ALTER TABLE runs ADD COLUMN place TEXT;
  CREATE TABLE places (
    id TEXT PRIMARY KEY,
    choices TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE run_jobs (
    run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    place_id TEXT NOT NULL REFERENCES places (id),
    name TEXT NOT NULL,
    scheduled_as TEXT,
    read_to INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
