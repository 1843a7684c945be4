/** More numbers of each step, what was measured once per tick, and the life of a run. */
export const health = `
  ALTER TABLE run_steps ADD COLUMN real_logit REAL;
  ALTER TABLE run_steps ADD COLUMN fake_logit REAL;
  ALTER TABLE run_steps ADD COLUMN held_out_logit REAL;
  ALTER TABLE run_steps ADD COLUMN penalty REAL;
  ALTER TABLE run_steps ADD COLUMN d_gradient REAL;
  ALTER TABLE run_steps ADD COLUMN g_gradient REAL;
  ALTER TABLE run_steps ADD COLUMN augment REAL;
  CREATE TABLE run_ticks (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    nimg REAL NOT NULL,
    tick TEXT NOT NULL,
    PRIMARY KEY (run_id, nimg)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE run_timeline (
    number INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    event TEXT NOT NULL
  ) STRICT;
  CREATE INDEX run_timeline_by_run ON run_timeline (run_id, number);
`;
