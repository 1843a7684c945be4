import { z } from 'zod';

/** Imported before any schema is made: the page's policy allows no code from strings, which zod would otherwise try. */
z.config({ jitless: true });
