/** What people say of faces, what drew them, and faces that were removed but can be brought back. */
export const gallery = `
  ALTER TABLE faces ADD COLUMN from_checkpoint TEXT;
  ALTER TABLE faces ADD COLUMN origin TEXT;
  ALTER TABLE faces ADD COLUMN rating INTEGER;
  ALTER TABLE faces ADD COLUMN note TEXT;
  ALTER TABLE faces ADD COLUMN copy_check TEXT;
  ALTER TABLE faces ADD COLUMN removed_at TEXT;
  CREATE TABLE face_tags (
    face_id TEXT NOT NULL REFERENCES faces (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (face_id, tag)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX face_tags_by_tag ON face_tags (tag);
`;
