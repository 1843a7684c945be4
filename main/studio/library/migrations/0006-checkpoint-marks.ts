/** What is known of a checkpoint besides its files: whether its owner pinned it, and how good its faces are. */
export const checkpointMarks = `
  CREATE TABLE checkpoint_marks (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    is_pinned INTEGER NOT NULL DEFAULT 0,
    kid REAL,
    PRIMARY KEY (run_id, name)
  ) STRICT, WITHOUT ROWID;
`;
