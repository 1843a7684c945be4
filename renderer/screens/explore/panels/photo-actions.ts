import type { ProjectInput } from '../../../../main/contract/latents/kept-latents.ts';
import { bridge, client } from '../../../client/studio.ts';
import { sendFiles } from '../../../client/uploads.ts';
import type { Session } from '../session/session.ts';

/** Begins to look for the latent of a photo. */
export async function projectPhoto(
  { from }: Session,
  file: File,
  faces: 'align' | 'as-is' = 'align',
): Promise<void> {
  const photo = await photoOf(file);
  if (!photo) return;
  await client.latents.project({ from, photo, faces, name: nameOf(file) });
}

/** A file as the studio finds it: where it lies, or sent to it. Undefined when sending was cancelled. */
async function photoOf(file: File): Promise<ProjectInput['photo'] | undefined> {
  const path = bridge?.pathForFile(file);
  if (path) return { path };
  const uploadId = await sendFiles(`Send ${file.name}`, [{ path: file.name, file }]);
  return uploadId && { uploadId };
}

/** The file's name without its ending, as long as names may be. */
const nameOf = ({ name }: File): string => name.replace(/\.[^.]+$/, '').slice(0, 80) || name.slice(0, 80);
