/** Runs with their series, models, and generated faces. */
export const runs = `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    dataset_id TEXT NOT NULL,
    dataset_name TEXT NOT NULL,
    preset TEXT NOT NULL,
    state TEXT NOT NULL,
    config TEXT NOT NULL,
    engine TEXT,
    nimg REAL NOT NULL DEFAULT 0,
    training_seconds REAL NOT NULL DEFAULT 0,
    checkpoint_nimg REAL,
    checkpoint_at TEXT,
    error TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE run_steps (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    nimg REAL NOT NULL,
    d_loss REAL NOT NULL,
    g_loss REAL NOT NULL,
    d_real REAL NOT NULL,
    d_fake REAL NOT NULL,
    PRIMARY KEY (run_id, nimg)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE run_samples (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    nimg REAL NOT NULL,
    PRIMARY KEY (run_id, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE speeds (
    preset TEXT NOT NULL,
    engine TEXT NOT NULL,
    images_per_second REAL NOT NULL,
    measured_at TEXT NOT NULL,
    PRIMARY KEY (preset, engine)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE models (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    run_id TEXT,
    dataset_name TEXT NOT NULL,
    config TEXT NOT NULL,
    nimg REAL NOT NULL,
    hash TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE faces (
    id TEXT PRIMARY KEY,
    from_kind TEXT NOT NULL,
    from_id TEXT NOT NULL,
    from_name TEXT NOT NULL,
    nimg REAL NOT NULL,
    seed INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    size INTEGER NOT NULL,
    saved INTEGER NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX faces_by_age ON faces (saved, created_at);
`;
