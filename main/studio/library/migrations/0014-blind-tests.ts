/** Preference tests: which two generators, in which order and on which side each latent was shown, and what was chosen. */
export const blindTests = `
  CREATE TABLE blind_tests (
    id TEXT PRIMARY KEY,
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE blind_pairs (
    test_id TEXT NOT NULL REFERENCES blind_tests (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    latent INTEGER NOT NULL,
    is_first_left INTEGER NOT NULL,
    choice TEXT,
    PRIMARY KEY (test_id, number)
  ) STRICT, WITHOUT ROWID;
`;
