/** Faces that were not drawn from a seed alone, with what draws them again; directions and latents that were kept. */
export const latents = `
  ALTER TABLE faces RENAME COLUMN seed TO seed_before;
  ALTER TABLE faces ADD COLUMN seed INTEGER;
  UPDATE faces SET seed = seed_before;
  ALTER TABLE faces DROP COLUMN seed_before;
  ALTER TABLE faces ADD COLUMN recipe TEXT;
  ALTER TABLE faces ADD COLUMN latent TEXT;

  CREATE TABLE directions (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    method TEXT NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    share REAL NOT NULL,
    stages TEXT,
    vector TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX directions_by_hash ON directions (hash);
  CREATE TABLE latents (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    recipe TEXT NOT NULL,
    residual TEXT,
    created_at TEXT NOT NULL
  ) STRICT;
`;
