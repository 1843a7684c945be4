import { useEffect, useRef, useState } from 'react';

/**
 * The address of the last picture that is ready to be shown, so that a change never flashes an empty frame.
 * Pictures that were asked for earlier may still come in while later ones load, but never replace a later one.
 */
export function useDecodedImage(src: string | undefined): string | undefined {
  const [ready, setReady] = useState<{ src: string; turn: number }>();
  const turns = useRef(0);
  useEffect(() => {
    turns.current += 1;
    const turn = turns.current;
    if (!src) {
      setReady(undefined);
      return;
    }
    const image = new Image();
    image.src = src;
    const show = () => setReady((shown) => (shown && shown.turn > turn ? shown : { src, turn }));
    // A picture that cannot be decoded is shown all the same, as the browser shows broken pictures.
    image.decode().then(show, show);
  }, [src]);
  return ready?.src;
}
