import type { KeptStores } from './keeper-table.ts';

// Stores that tell of each call that a keeper makes, before it is done and after, so that a test can count them or break them off.

export type Phase = 'before' | 'after';
/** `canon.commit`, `narrative.get`, `events.append`, and so on. */
type Hook = (call: string, phase: Phase) => void;

export const told = <T extends object>(name: string, store: T, hook: Hook): T =>
  Object.fromEntries(
    Object.entries(store).map(([method, does]: [string, unknown]) => {
      if (typeof does !== 'function' || method === 'log') return [method, does];
      const call = does as (...values: unknown[]) => Promise<unknown>;
      return [
        method,
        async (...values: unknown[]): Promise<unknown> => {
          hook(`${name}.${method}`, 'before');
          const result = await call(...values);
          hook(`${name}.${method}`, 'after');
          return result;
        },
      ];
    }),
  ) as T;

/** The same stores, seen through the hook. They are closed by whoever opened them. */
export const withHook = (
  { canon, narrative, events }: Omit<KeptStores, keyof AsyncDisposable>,
  hook: Hook,
): Omit<KeptStores, keyof AsyncDisposable> => ({
  canon: {
    reader: told('canon', canon.reader, hook),
    writer: told('canon', canon.writer, hook),
    [Symbol.asyncDispose]: async () => undefined,
  },
  narrative: { ...told('narrative', narrative, hook), [Symbol.asyncDispose]: async () => undefined },
  events: { ...told('events', events, hook), [Symbol.asyncDispose]: async () => undefined },
});

/** The process dies at this call, counted from 0 over both phases. */
export const dyingAt = (at: number): { hook: Hook; died: () => string | null } => {
  let calls = 0;
  let death: string | null = null;
  return {
    hook(call, phase) {
      if (death !== null) throw new Error('it is dead already');
      if (calls++ !== at) return;
      death = `${phase} ${call}`;
      throw new Error(`it died ${death}`);
    },
    died: () => death,
  };
};
