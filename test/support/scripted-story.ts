import type { PlotThread } from '../../schemas/canon.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { EntityId, StoryId, UniverseId } from '../../schemas/ids.ts';
import { derivedId } from '../../src/domain/derived-id.ts';
import type { NarrativeStore } from '../../src/ports/narrative-store.ts';

// What a scripted turn changes in its story, as the engine may: `advance map` and `resolve map` move the thread of that title on, `gather company` makes
// a party of the hero, `swell company` adds the orc to it.

interface Script {
  narrative: NarrativeStore;
  universe: UniverseId;
  story: StoryId;
  idOf: (name: string) => EntityId;
  hero: string;
}

type Change = Pick<Proposal, 'intent' | 'content'>;

/** As it was put forward last. */
const threadCalled = async (
  { narrative, universe, story }: Script,
  title: string,
): Promise<Extract<Proposal['content'], { type: 'thread' }>['thread']> => {
  const { items } = await narrative.list(
    'proposals',
    { universe, story, order: 'newest' },
    { max: 1_000, after: null },
  );
  for (const { document } of items)
    if (document.content.type === 'thread' && document.content.thread.title === title) return document.content.thread;
  throw new Error(`no thread is called \`${title}\``);
};

const moved = async (script: Script, title: string, status: PlotThread['status']): Promise<Change[]> => [
  { intent: 'change', content: { type: 'thread', thread: { ...(await threadCalled(script, title)), status } } },
];

const party = ({ story, idOf }: Script, name: string, members: readonly string[]): Change['content'] => ({
  type: 'party',
  party: { id: derivedId('party', story, name), name, members: members.map(idOf), story },
});

export const storyChanges = async (script: Script, verb: string, whom: string | null): Promise<Change[]> => {
  if (whom === null) return [];
  switch (verb) {
    case 'advance':
      return moved(script, whom, 'advanced');
    case 'resolve':
      return moved(script, whom, 'resolved');
    case 'gather':
      return [{ intent: 'assert', content: party(script, whom, [script.hero]) }];
    case 'swell':
      return [{ intent: 'change', content: party(script, whom, [script.hero, 'orc']) }];
    default:
      return [];
  }
};
