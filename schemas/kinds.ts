import { z } from 'zod';

// What both canon and the vocabulary that it is told in are made of.

export const participantsMax = 64;

export const EntityType = z.enum(['character', 'faction', 'location', 'object', 'concept', 'organization']);
export type EntityType = z.infer<typeof EntityType>;

export const Severity = z.enum(['trivial', 'minor', 'moderate', 'major', 'critical']);
export type Severity = z.infer<typeof Severity>;
