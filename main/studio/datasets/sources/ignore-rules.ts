/**
 * Why a file that nobody chose as a picture is passed over by its name; undefined for all others. `parts` are the parts of
 * its path, from the folder or archive that was chosen on. What the chosen thing itself is called is not a reason: whoever
 * names a hidden folder wants it.
 */
export function ignoreReason(parts: readonly string[]): string | undefined {
  for (const { pattern, reason } of partRules) {
    if (parts.slice(1).some((part) => pattern.test(part))) return reason;
  }
  const path = parts.join('/');
  return pathRules.find(({ pattern }) => pattern.test(path))?.reason;
}

/** Reasons that the content gives. */
export const notAPicture = 'not a picture';
export const labelsOfDigits = 'labels that belong to pictures of digits';

interface Rule {
  pattern: RegExp;
  reason: string;
}

/** Names of files and folders that say it all. The first that fits gives the reason; the most general comes last. */
const partRules: readonly Rule[] = [
  {
    // Synology, QNAP and Western Digital drives, Linux desktops, Android, Picasa's and iTunes' caches.
    pattern:
      /^(@eaDir|\.@__thumb|\.thumbnails?|\.thumb|\.wdmc|SYNOPHOTO_(THUMB|FILM)_.*|iPod Photo Cache|Thumbs\.db|ehthumbs(_vista)?\.db)$/i,
    reason: 'a thumbnail that a program or a network drive keeps beside the photo',
  },
  {
    pattern:
      /^(#recycle|@recycle|\$RECYCLE\.BIN|RECYCLER|RECYCLED|\.Trash|\.Trashes|\.Trash-\d+|\.trashed-.*|\.dtrash|Network Trash Folder)$/i,
    reason: 'in a recycle bin',
  },
  {
    pattern: /^(\._.*|__MACOSX|\.AppleDouble|\.DS_Store|Icon\r)$/i,
    reason: 'notes that a Mac keeps beside a file',
  },
  { pattern: /^\.picasaoriginals$/i, reason: 'an original that Picasa keeps of a photo that was edited' },
  { pattern: /\.lrdata$/i, reason: 'a copy that a photo library keeps for itself' },
  {
    // Snapshots of network drives hold every photo once more.
    pattern:
      /^(System Volume Information|lost\+found|found\.\d{3}|desktop\.ini|autorun\.inf|@tmp|#snapshot|~snapshot|\.snapshots?|\.zfs|@Recently-Snapshot|\.Spotlight-V100|\.fseventsd|\.TemporaryItems|\.DocumentRevisions-V100)$/i,
    reason: 'something that the system or a network drive keeps for itself',
  },
  {
    // What is nothing but an ending is hidden by no one: its letters were lost on the way.
    pattern: /^\.(?!(jpe?g|png|webp|avif|gif|tiff?|bmp|heic)$)/i,
    reason: 'hidden, or in a hidden folder',
  },
];

/** Places within photo libraries; their photos as they were taken lie in `originals` or `Masters`. */
const pathRules: readonly Rule[] = [
  {
    pattern:
      /(^|\/)[^/]+\.(photoslibrary|photolibrary|migratedphotolibrary|aplibrary)\/(?!(originals|masters)\/)/i,
    reason: 'a copy that a photo library keeps for itself',
  },
  {
    pattern: /(^|\/)resources\/([^/]+\/)*derivatives\//i,
    reason: 'a copy that a photo library keeps for itself',
  },
  {
    pattern:
      /(^|\/)(iPhoto Library[^/]*\/(Data|Data\.noindex|Previews|Thumbnails|Caches)|CaptureOne\/Cache)\//i,
    reason: 'a copy that a photo library keeps for itself',
  },
];
