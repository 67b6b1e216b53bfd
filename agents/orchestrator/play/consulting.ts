import type { Envelope } from '../../../schemas/event.ts';
import type { StoryId } from '../../../schemas/ids.ts';
import { SceneContext } from '../../../schemas/loops.ts';
import type { UserTurn } from '../../../schemas/narrative.ts';
import type { Consultation } from '../../../schemas/oracle.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { derivedId } from '../../../src/domain/derived-id.ts';
import type { Person } from '../desk.ts';
import { type RollView, rollView } from './by-rules.ts';
import { sceneCycleOf } from './scenes.ts';
import { storyIn } from './reading.ts';
import { storyCycleOf } from './stories.ts';
import { assertWritten, type PlayDesk, seedOf, tableOf } from './table.ts';

// The oracle is asked in a story: it takes no time, and what it says is kept as a resolution of the engine's.

export interface Consulted {
  asked: string;
  says: string;
  rolls: readonly RollView[];
}

const noScene = (): Failure =>
  new Failure({
    ...{ kind: 'terminal', code: 'no_scene', message: 'no scene is played in that story' },
    advice: '`monitor story show` says how it stands.',
  });

const wordsOf = (asked: Consultation): string => {
  if (asked.kind === 'ask') return `/oracle ${asked.question}`;
  return asked.kind === 'drift' ? `/oracle drift ${asked.control}` : `/oracle ${asked.kind}`;
};

const calm = new AbortController().signal;

export const consultInStory = async (
  desk: PlayDesk,
  { name, seat }: Person,
  { story, asked }: { story: StoryId; asked: Consultation },
): Promise<Consulted> => {
  const { universe, narrative, world } = desk;
  const table = tableOf(desk.play);
  const [kept] = await narrative.get('stories', universe, [storyCycleOf(story)]);
  const scene = kept === undefined ? null : storyIn(kept.document).standing.context.scene;
  const [at] = scene === null ? [] : await narrative.get('cycles', universe, [sceneCycleOf(scene)]);
  if (scene === null || at === undefined) throw noScene();
  const { clock, begun } = SceneContext.parse(at.document.context);
  const cycle = world.newId('cycle');
  const place = { universe, story, scene };
  const resolution = derivedId('resolution', cycle);
  const events: Envelope[] = [];
  const asking = { ...place, cycle, step: 1, attempt: 1, signal: calm, traceparent: null };
  await table.ask(
    'consult',
    { ...place, cycle, clock, number: 2 * begun, resolution, seed: seedOf(cycle), asked },
    { ...asking, tell: (some) => void events.push(...some) },
  );
  const turn: UserTurn = {
    ...{ ...place, id: derivedId('turn', cycle), number: 2 * begun, speaker: name, as: null, seat, mode: 'command' },
    ...{ text: wordsOf(asked), storyTime: clock, at: table.at(), replaces: null },
  };
  assertWritten(await desk.play.narrative.insert('turns.user', [{ document: turn, events }]), 'what was asked');
  await desk.play.relay();
  const [found] = await narrative.get('resolutions', universe, [resolution]);
  const { what = '', statement = '', rolls = [] } = found?.document ?? {};
  return { asked: what, says: statement, rolls: rolls.map(rollView) };
};
