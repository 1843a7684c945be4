import type { StudioServices } from '../services/studio-services.ts';

export type LatentsOptions = Pick<
  StudioServices,
  'library' | 'jobs' | 'events' | 'settings' | 'uploads' | 'compute' | 'findGenerator'
>;
