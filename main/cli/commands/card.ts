import { defineCommand } from 'citty';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { userPath } from '../app.ts';
import { commonArgs } from '../arguments.ts';
import { findModel } from '../find.ts';
import { Output } from '../output.ts';
import { withStudio } from '../with-studio.ts';

export const cardCommand = defineCommand({
  meta: { name: 'card', description: 'Show what is known of a model, as Markdown' },
  args: {
    ...commonArgs,
    model: { type: 'positional', description: 'id or name', required: true, valueHint: 'MODEL' },
    out: { type: 'string', description: 'Markdown file to write instead', valueHint: 'FILE' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const file = args.out === undefined ? undefined : userPath(args.out);
    await withStudio(args.library, async (_studio, client) => {
      const { id, name } = await findModel(client, args.model);
      const card = await client.models.card({ id });
      if (file !== undefined) await writeFileAtomic(file, card.markdown);
      output.result(
        { modelId: id, ...card, files: file === undefined ? [] : [file] },
        file === undefined ? [card.markdown.trimEnd()] : [`Card of "${name}": ${file}`],
      );
    });
  },
});
