import { defineCommand } from 'citty';
import { StudioError } from '../../contract/errors.ts';
import { formatVector } from '../../contract/latents/vector-file.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { userPath } from '../app.ts';
import { badInput, choiceOption, commonArgs } from '../arguments.ts';
import { findSource } from '../find.ts';
import { followJob } from '../follow-job.ts';
import { Output } from '../output.ts';
import { withStudio } from '../with-studio.ts';

export const projectCommand = defineCommand({
  meta: { name: 'project', description: 'Look for the face of a generator that is nearest to a photo' },
  args: {
    ...commonArgs,
    photo: { type: 'positional', description: 'a photo of a face', required: true, valueHint: 'PHOTO' },
    run: { type: 'string', description: 'id of a run: its newest checkpoint draws', valueHint: 'RUN' },
    model: { type: 'string', description: 'id or name of a model', valueHint: 'MODEL' },
    faces: { type: 'string', description: 'align | as-is', default: 'align' },
    name: { type: 'string', description: 'what to call what is kept' },
    out: {
      type: 'string',
      description: 'JSON file for its vector, as --latents takes it',
      valueHint: 'FILE',
    },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    if (args.out !== undefined && !/[^/\\]\.json$/.test(args.out))
      throw badInput('--out must end in .json.', 'For example: --out face.json');
    const faces = choiceOption('faces', args.faces, ['align', 'as-is']);
    await withStudio(args.library, async (_studio, client) => {
      const from = await findSource(client, args.run, args.model);
      const { jobId } = await client.latents.project({
        from,
        photo: { path: userPath(args.photo) },
        faces,
        ...(args.name === undefined ? {} : { name: args.name }),
      });
      const { latentId, residual } = await followJob(client, jobId, 'project', output);
      const kept = (await client.latents.list({ from })).find(({ id }) => id === latentId);
      if (kept?.recipe.origin.kind !== 'vector')
        throw new StudioError('LATENT_NOT_FOUND', 'What was found is gone already.', {
          next: 'Project it again.',
        });
      const file = args.out === undefined ? undefined : userPath(args.out);
      if (file !== undefined) await writeFileAtomic(file, formatVector(kept.recipe.origin));
      const { ssim, psnr, pixelError } = residual;
      output.result({ latentId, residual, ...(file === undefined ? {} : { files: [file] }) }, [
        `Kept as “${kept.name}”. From the photo it is SSIM ${ssim.toFixed(3)} (1 = the same), PSNR ${psnr.toFixed(1)} dB,`,
        `a pixel ${pixelError.toFixed(1)} of 255 on average.`,
        ...(file === undefined ? [] : [`Its vector: ${file}`]),
      ]);
    });
  },
});
