import { mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cacheDir } from '../../main/setup/cache.ts';

/** Makes a folder for the data of a desktop program of its own, which knows what engines have proved on this machine. */
export async function makeProfile(): Promise<string> {
  const profileDir = await mkdtemp(path.join(tmpdir(), 'faceloom-profile-'));
  await mkdir(cacheDir(), { recursive: true });
  // A junction needs no rights on Windows; elsewhere it is a link.
  await symlink(cacheDir(), path.join(profileDir, 'engines'), 'junction');
  return profileDir;
}
