import { z } from 'zod';

/** How well something went, from best to worst. */
export const SuccessLevel = z.enum(['critical_success', 'success', 'partial', 'failure', 'critical_failure']);
export type SuccessLevel = z.infer<typeof SuccessLevel>;
