import { useEffect, useState } from 'react';

/** The address of the newest picture that is ready to be shown, so that a change never flashes an empty frame. */
export function useDecodedImage(src: string | undefined): string | undefined {
  const [ready, setReady] = useState<string>();
  useEffect(() => {
    if (!src) {
      setReady(undefined);
      return;
    }
    let isCurrent = true;
    const image = new Image();
    image.src = src;
    const show = () => {
      if (isCurrent) setReady(src);
    };
    // A picture that cannot be decoded is shown all the same, as the browser shows broken pictures.
    image.decode().then(show, show);
    return () => {
      isCurrent = false;
    };
  }, [src]);
  return ready;
}
