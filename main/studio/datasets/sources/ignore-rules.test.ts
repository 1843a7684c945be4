import { expect, it } from 'vitest';
import { ignoreReason } from './ignore-rules.ts';

const reason = (path: string) => ignoreReason(path.split('/'));

it.each([
  ['thumbnail', ['photos/@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg', 'photos/.@__thumb/s800a.jpg']],
  ['thumbnail', ['photos/SYNOPHOTO_THUMB_M.jpg', 'photos/.thumbnails/1.jpg', 'photos/b/THUMBS.DB']],
  ['recycle bin', ['photos/#recycle/a.jpg', 'disk/$RECYCLE.BIN/S-1-5/$RX.jpg', 'disk/$Recycle.Bin/a.jpg']],
  ['recycle bin', ['disk/.Trash-1000/files/a.jpg', 'disk/.Trashes/501/a.jpg', 'phone/.trashed-17-a.jpg']],
  ['notes that a Mac', ['photos.zip/__MACOSX/a.jpg', 'photos/._a.jpg', 'photos/.DS_Store']],
  ['Picasa', ['photos/.picasaoriginals/a.jpg']],
  ['photo library', ['My.photoslibrary/resources/derivatives/0/a.jpg', 'x/My.PhotosLibrary/private/a.jpg']],
  ['photo library', ['x/Previews.lrdata/a.jpg', 'x/resources/derivatives/masters/1/a.jpg']],
  ['photo library', ['x/Old.aplibrary/Thumbnails/a.jpg', 'x/iPhoto Library/Previews/a.jpg']],
  ['photo library', ['x/CaptureOne/Cache/Thumbnails/a.jpg']],
  ['system', ['disk/System Volume Information/a.jpg', 'disk/lost+found/a.jpg', 'disk/desktop.ini']],
  ['system', ['share/#snapshot/daily/a.jpg', 'share/.snapshot/a.jpg']],
  ['hidden', ['photos/.private/a.jpg', 'photos/.a.jpg']],
])('names what is a %s', (words, paths) => {
  for (const path of paths) expect([path, reason(path)]).toEqual([path, expect.stringContaining(words)]);
});

it('takes photos for photos', () => {
  for (const path of [
    'photos/a.jpg',
    'photos/a..b.jpg',
    'My.photoslibrary/originals/0/a.jpg',
    'x/My.photoslibrary/Masters/2019/a.jpg',
    'x/derivatives/a.jpg',
    'x/resources/a.jpg',
    'x/Thumbnails/a.jpg',
    'photos/Trash/a.jpg',
    'photos/.jpg',
    // What somebody chooses by its name is wanted, whatever it is called.
    '.hidden/a.jpg',
    '#recycle/a.jpg',
    '.a.jpg',
  ])
    expect([path, reason(path)]).toEqual([path, undefined]);
});
