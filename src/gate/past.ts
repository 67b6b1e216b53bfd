import type { Support } from '../../schemas/evidence.ts';
import type { CommitId, FactId } from '../../schemas/ids.ts';
import type { Past } from './world.ts';

export type Changes = Pick<Past, 'revision' | 'facts' | 'nodes'>;

/** What a commit did, as far as that is so still. `supports`: of everything that it touched, in their last state. */
export const pastAsItStands = (
  commit: CommitId,
  { revision, facts, nodes }: Changes,
  supports: Iterable<Support>,
): Past => {
  const brought = new Set<string>(facts.flatMap(({ before, after }) => (before === null ? [after.id] : [])));
  const own: Support[] = [];
  const carried = new Set<FactId>();
  for (const support of supports) {
    const { target, status, sufficient, commit: by } = support;
    if (by === commit && !brought.has(target)) own.push(support);
    if (by !== commit && brought.has(target) && status === 'standing' && sufficient) carried.add(target as FactId);
  }
  return {
    ...{ revision, facts, nodes, carried },
    supports: own.filter(({ status }) => status === 'standing'),
    silenced: own.filter(({ status }) => status === 'withdrawn'),
  };
};
