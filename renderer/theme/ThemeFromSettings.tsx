import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { settingsQuery } from './toggle-theme.ts';

/** Applies the look that the library remembers. */
export function ThemeFromSettings() {
  const { setColorScheme } = useMantineColorScheme();
  const theme = useQuery(settingsQuery()).data?.theme;
  useEffect(() => {
    if (theme) setColorScheme(theme === 'system' ? 'auto' : theme);
  }, [theme, setColorScheme]);
  return null;
}
