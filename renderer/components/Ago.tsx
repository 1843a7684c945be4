import { useInterval } from '@mantine/hooks';
import { useState } from 'react';
import { formatAgo } from '../format.ts';

/** How long ago a moment was, kept true once a second. */
export function Ago({ time }: { time: string }) {
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), 1000, { autoInvoke: true });
  return <time dateTime={time}>{formatAgo((now - Date.parse(time)) / 1000)}</time>;
}
