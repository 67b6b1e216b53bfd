import { z } from 'zod';

/** Any JSON value. Whoever reads one of these validates it against the schema that its type names. */
export const Json = z.json();
export type Json = z.infer<typeof Json>;

export type JsonObject = { [key: string]: Json };
