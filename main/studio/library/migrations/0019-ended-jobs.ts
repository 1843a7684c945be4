/** Jobs at other places that have ended and whose folders are still to be removed. */
export const endedJobs = `
  CREATE TABLE ended_jobs (
    name TEXT PRIMARY KEY,
    place_id TEXT NOT NULL REFERENCES places (id) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
`;
