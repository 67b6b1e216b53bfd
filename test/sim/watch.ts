import { createHash } from 'node:crypto';
import type { Cycle } from '../../schemas/cycle.ts';
import type { Envelope } from '../../schemas/event.ts';
import type { CycleId, ResolutionId, SceneId } from '../../schemas/ids.ts';
import type { Resolution, UserTurn } from '../../schemas/narrative.ts';
import type { CanonWrite, CommitOutcome } from '../../src/ports/canon-writer.ts';
import type { WriteOutcome } from '../../src/ports/narrative-store.ts';
import { secretMark, type Stores } from './ground.ts';
import { isMistake } from './mistakes.ts';

// Sees everything that really reaches the stores, whoever did it and whatever they were told of it.

export interface Broken {
  law: string;
  what: string;
}

export interface Watch {
  /** The same stores, looked at. */
  over(stores: Stores): Stores;
  broke(law: string, what: string): void;
  broken(): readonly Broken[];
  /** Those that were written down to be told. */
  announced(): ReadonlySet<string>;
  /** The same roll, whenever somebody is shown one. */
  rolled(resolution: Pick<Resolution, 'id' | 'roll'>, where: string): void;
  /** What a player's seat is shown. */
  shown(what: unknown, where: string): void;
  /** Part of what a run is, in its order. */
  note(line: string): void;
  digest(): string;
  lastLines(): readonly string[];
  turns(): number;
}

const brokenMax = 20;
const linesMax = 50_000;

interface Written {
  document: { id: string };
  events: readonly Envelope[];
}

export const watch = (): Watch => {
  const broken: Broken[] = [];
  const announced = new Set<string>();
  const rolls = new Map<ResolutionId, string>();
  const cycles = new Map<CycleId, Cycle>();
  const busy = new Map<SceneId, Set<CycleId>>();
  const words = new Map<string, string>();
  const hash = createHash('sha256');
  let lines: string[] = [];
  let last: string[] = [];
  let turns = 0;

  const broke = (law: string, what: string): void => {
    if (broken.length < brokenMax) broken.push({ law, what });
  };

  const drain = (): void => {
    for (const line of lines) hash.update(`${line}\n`);
    last = lines;
    lines = [];
  };

  const note = (line: string): void => {
    lines.push(line);
    if (lines.length >= linesMax) drain();
  };

  const rolled: Watch['rolled'] = ({ id, roll }, where) => {
    const text = JSON.stringify(roll?.dice ?? null);
    const before = rolls.get(id);
    // Who was asked to make do throws nothing, and whoever was slow meanwhile may have: their die does not count.
    if (before !== undefined && before !== text && before !== 'null' && text !== 'null')
      broke('a die is rolled once', `${id} ${before} then ${text}, ${where}`);
    if (text !== 'null') rolls.set(id, text);
  };

  const heard = ({ id, mode, text, scene }: UserTurn): void => {
    if (mode === 'command') return;
    if (mode !== 'out_of_character' && scene !== null) turns++;
    const before = words.get(text);
    if (before !== undefined) broke('a turn is kept once', `\`${text}\` as ${before} and ${id}`);
    words.set(text, id);
  };

  /** One turn of a scene is begun at a time. */
  const countBusy = ({ id, scene, todo, state, context }: Cycle): void => {
    if (scene === null) return;
    // What is taken back, or told anew, is no news.
    const isNew = (context as { narration?: string }).narration === 'none' && state !== 'withdrawing';
    const here = busy.get(scene) ?? new Set<CycleId>();
    busy.set(scene, here);
    if (todo === null || !isNew) here.delete(id);
    else here.add(id);
    if (here.size > 1) broke('one turn is current at a time', `${[...here].join(', ')} in ${scene}`);
  };

  const stepped = (next: Cycle, isNew: boolean): void => {
    const before = cycles.get(next.id);
    cycles.set(next.id, next);
    const failure = (next.context as { failure?: { code: string } | null }).failure ?? null;
    note(`${next.id} ${next.state} ${next.taken}${failure === null ? '' : ` after ${failure.code}`}`);
    if (failure !== null && isMistake(failure.code)) broke('nothing is lost', `${next.id} failed: ${failure.code}`);
    const expected = isNew ? 0 : (before?.taken ?? 0) + 1;
    if (next.taken !== expected)
      broke('steps follow each other', `${next.id} took ${next.taken} after ${before?.taken}`);
    if (next.loop === 'turn') countBusy(next);
    const [was, is] = [before, next].map(
      (each) => (each?.context as { resolution?: string | null } | undefined)?.resolution,
    );
    if (typeof was === 'string' && was !== is) broke('a die is rolled once', `${next.id} had ${was}, then ${is}`);
  };

  const wrote = (collection: string, { document, events }: Written, isNew: boolean): void => {
    for (const { id } of events) announced.add(id);
    if (collection === 'turns.user') heard(document as UserTurn);
    if (collection === 'resolutions') rolled(document as Resolution, 'written');
    if (collection === 'cycles' || collection === 'stories') stepped(document as unknown as Cycle, isNew);
  };

  const narrative = (store: Stores['narrative']): Stores['narrative'] => ({
    ...store,
    async insert(collection, documents, options) {
      const outcomes: readonly WriteOutcome[] = await store.insert(collection, documents, options);
      documents.forEach((each, at) => {
        if (outcomes[at] === 'written') wrote(collection, each, true);
        else if (collection === 'resolutions') rolled(each.document as Resolution, 'written again');
      });
      return outcomes;
    },
    async replace(collection, replacement, options) {
      const outcome = await store.replace(collection, replacement, options);
      if (outcome === 'written') wrote(collection, replacement, false);
      return outcome;
    },
  });

  const committed = ({ outbox, decisions }: CanonWrite, { kind }: CommitOutcome): void => {
    if (kind !== 'committed') return;
    for (const { id } of outbox) announced.add(id);
    for (const { proposal, verdict, reasons } of decisions) note(`${proposal} ${verdict} ${reasons[0]?.code ?? ''}`);
  };

  return {
    over: ({ canon, narrative: store, events }) => ({
      canon: {
        ...canon,
        writer: {
          ...canon.writer,
          async commit(write, options) {
            const outcome = await canon.writer.commit(write, options);
            committed(write, outcome);
            return outcome;
          },
        },
      },
      ...{ narrative: narrative(store), events },
    }),
    ...{ broke, note, rolled, broken: () => broken, announced: () => announced },
    shown(what, where) {
      const text = typeof what === 'string' ? what : JSON.stringify(what);
      if (text.includes(secretMark))
        broke('what is secret stays so', `${where}: ${text.slice(text.indexOf(secretMark), 80)}`);
    },
    digest() {
      drain();
      return hash.copy().digest('hex');
    },
    lastLines: () => [...last, ...lines],
    turns: () => turns,
  };
};
