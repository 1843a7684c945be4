/** Why files of an import were passed over: groups of one reason each, as JSON; absent in imports of earlier versions. */
export const ignoredFiles = `
  ALTER TABLE dataset_batches ADD COLUMN ignored_groups TEXT;
`;
