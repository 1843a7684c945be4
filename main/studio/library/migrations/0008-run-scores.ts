/** Scores of a run's checkpoints, measured while it trains. */
export const runScores = `
  CREATE TABLE run_scores (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    nimg REAL NOT NULL,
    score TEXT NOT NULL,
    PRIMARY KEY (run_id, nimg)
  ) STRICT, WITHOUT ROWID;
`;
