import type { ChangeId, CycleId, ResolutionId, SceneId, StoryId, UniverseId } from '../schemas/ids.ts';
import type { WorkingChange } from '../schemas/working-state.ts';
import { Failure } from '../src/domain/failure.ts';
import { documentsPerCallMax, type NarrativeReader } from '../src/ports/narrative-store.ts';
import { everyItem } from '../src/ports/paging.ts';

// What changed a scene's numbers and counts.
// C1. What came of a turn that was taken back does not count, and counts again when the turn does.
// C2. A change counts that its resolution names, and no other.

const changesMax = 20_000;

interface Scene {
  universe: UniverseId;
  story: StoryId;
  scene: SceneId;
}

const tooMuch = (): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'answer_unfit',
    message: `a scene has more than ${changesMax} changes`,
    advice: 'End it, and begin the next.',
  });

const namedChanges = async (
  narrative: NarrativeReader,
  universe: UniverseId,
  changes: readonly WorkingChange[],
): Promise<ReadonlySet<ChangeId>> => {
  const named = new Set<ChangeId>();
  const ids = changes.flatMap((each) => (each.kind === 'changed' ? [each.resolution] : []));
  for (let start = 0; start < ids.length; start += documentsPerCallMax)
    for (const { document } of await narrative.get(
      'resolutions',
      universe,
      ids.slice(start, start + documentsPerCallMax),
    ))
      if (typeof document.change === 'string') named.add(document.change);
  return named;
};

/** `but`: of what is being resolved. In the order in which they were written. */
export const changesThatCount = async (
  { narrative }: { narrative: NarrativeReader },
  { universe, story, scene }: Scene,
  but: ResolutionId | null = null,
): Promise<WorkingChange[]> => {
  const found: WorkingChange[] = [];
  const listed = everyItem((page) => narrative.list('deltas', { universe, story, scene }, page));
  for await (const { document } of listed) {
    if (document.kind === 'changed' && document.resolution === but) continue;
    found.push(document);
    if (found.length > changesMax) throw tooMuch();
  }
  const cycles = [...new Set(found.flatMap((each) => (each.kind === 'changed' ? [each.cycle] : [])))];
  const gone = new Set<CycleId>();
  for (let start = 0; start < cycles.length; start += documentsPerCallMax) {
    const some = cycles.slice(start, start + documentsPerCallMax);
    for (const { document } of await narrative.get('cycles', universe, some))
      if (document.state === 'withdrawn') gone.add(document.id);
  }
  const named = await namedChanges(narrative, universe, found);
  return found.filter((each) => each.kind !== 'changed' || (!gone.has(each.cycle) && named.has(each.id)));
};
