/** Times are ISO 8601 strings, lists and objects JSON. */
export const initial = `
  CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE datasets (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    image_count INTEGER NOT NULL,
    size INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    quarantined_count INTEGER NOT NULL,
    sources TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE dataset_items (
    dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    idx INTEGER NOT NULL,
    source TEXT NOT NULL,
    source_width INTEGER NOT NULL,
    source_height INTEGER NOT NULL,
    PRIMARY KEY (dataset_id, idx)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE quarantine (
    dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;
  CREATE INDEX quarantine_by_dataset ON quarantine (dataset_id);
`;
