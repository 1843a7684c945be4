import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { ignored, type Put, photo, quarantined } from './hostile-file.ts';
import { zip } from './zip-bytes.ts';

/** Archives that are cut off, encrypted, endless or larger than they say, and entries that lead out of them. */
export async function oddArchives(put: Put): Promise<void> {
  const face = await photo(70, 70).png().toBuffer();
  const other = await photo(71, 70).png().toBuffer();
  const zipped = zip([
    ['a/face.png', face],
    ['../escape.png', other],
    ['/etc/root.png', other],
    ['.hidden.png', other],
    ['notes.txt', Buffer.from('x')],
    ['inner.zip', zip([['b.png', face]])],
  ]);
  put('archives/mixed.zip', zipped, { imported: 1, quarantined: 3, ignored: 2 });
  put('archives/cut.zip', zipped.subarray(0, zipped.length / 2), quarantined);
  put('archives/encrypted.zip', zip([['secret.png', other]], { flags: 1 }), quarantined);
  put(
    'archives/lies.zip',
    zip([['lies.png', await photo(72, 70).png().toBuffer()]], { claimedSize: 300 * 1024 * 1024 }),
    quarantined,
  );
  put('archives/empty.zip', zip([]), {});
  const endless = Buffer.concat([other, Buffer.alloc(60 * 1024 * 1024)]);
  put(
    'archives/endless.zip',
    zip([['endless.png', endless]], { claimedSize: other.length, isDeflated: true }),
    quarantined,
  );
  put(
    'archives/bomb.zip',
    zip([['bomb.bmp', Buffer.alloc(30 * 1024 * 1024)]], { claimedSize: 2 ** 31 }),
    quarantined,
  );
  const tar = pack();
  tar.entry({ name: 'ok.png' }, await photo(73, 70).png().toBuffer());
  tar.entry({ name: '../../escape.png' }, other);
  tar.entry({ name: 'link.png', type: 'symlink', linkname: '/etc/passwd' });
  tar.entry({ name: 'last.png' }, await photo(74, 70).png().toBuffer());
  tar.finalize();
  const tarred = await buffer(tar);
  put('archives/mixed.tar', tarred, { imported: 2, quarantined: 1, ignored: 1 });
  put('archives/cut.tar', tarred.subarray(0, 2000), quarantined);
  put('archives/mixed.tar.gz', gzipSync(await renamedTar()), { imported: 1 });
  put('archives/cut.tar.gz', gzipSync(tarred).subarray(0, 300), quarantined);
  put('archives/words.gz', gzipSync('words'), ignored);
  put('archives/bomb.tar.gz', gzipSync(await tarBomb()), quarantined);
}

async function renamedTar(): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'packed.png' }, await photo(75, 70).png().toBuffer());
  tar.finalize();
  return buffer(tar);
}

/** 300 MB of zeros, which gzip makes into a few hundred kB. */
async function tarBomb(): Promise<Buffer> {
  const tar = pack();
  const zeros = Buffer.alloc(100 * 1024 * 1024);
  for (let i = 0; i < 3; i++) tar.entry({ name: `${i}.png` }, zeros);
  tar.finalize();
  return buffer(tar);
}
