import { expect } from 'vitest';
import { pending } from '../../agents/orchestrator/queue.ts';
import { type FactView, teller } from '../../agents/orchestrator/telling.ts';
import { why } from '../../agents/orchestrator/why.ts';
import { type Fact, FactStatus } from '../../schemas/canon.ts';
import type { FactId, ProposalId } from '../../schemas/ids.ts';
import { chooseUniverse } from '../../src/compose/universes.ts';
import { foldLog } from '../../src/domain/fold.ts';
import { pageSizeMax } from '../../src/ports/paging.ts';
import { allPages, wholeLog } from '../conformance/canon-store/tools.ts';
import { expectWhole } from './kept-whole.ts';
import type { SoloGame } from './solo-play.ts';

// What came of a story that somebody played alone, in words.

export const keeper = { kind: 'agent', name: 'CanonKeeper', seat: null };

/** How many were accepted, and what became of the others. */
const told = (lines: readonly string[]) => {
  const others = lines.filter((line) => !line.includes(': accepted '));
  return { accepted: lines.length - others.length, others };
};

/** What is expected to have come of it, a line each. */
interface Outcome {
  /** Canon as its log makes it, as people are told of it. */
  canon: readonly string[];
  nodes: readonly string[];
  /** What a person would be asked about, and why. */
  waiting: readonly string[];
}

/** Nothing in canon is anybody's word but that of dice, clocks and framing, and nobody said yes to anything after the world was made. */
const expectDecidedByNobody = async ({ stores, universe }: SoloGame): Promise<void> => {
  const { reader } = stores.canon;
  const facts = await allPages((page) => reader.listFacts(universe, { statuses: FactStatus.options }, page));
  const { facts: folded } = foldLog(await wholeLog(reader, universe), { knownAt: null });
  expect(new Map(facts.map((fact) => [fact.id, fact]))).toEqual(new Map(folded));
  expect(new Set(facts.map(({ authority }) => authority))).toEqual(new Set(['engine', 'player']));
  expect(facts.filter(({ status }) => status === 'retconned' || status === 'contested')).toEqual([]);
  const [made, ...decisions] = await expectWhole(stores, universe);
  expect(made).toMatchObject({ verdict: 'accepted', authority: 'gm' });
  expect(decisions.filter(({ by }) => by.kind !== 'agent')).toEqual([]);
  const accepted = decisions.filter(({ verdict }) => verdict === 'accepted');
  expect(accepted.filter(({ confidence, threshold }) => confidence < threshold)).toEqual([]);
};

const lineOf = ({ subject, predicate, object, when, status, authority }: FactView): string =>
  `${[subject.name, predicate, ...(object === null ? [] : [object])].join(' ')}, ${when}, ${status}, ${authority}`;

export const soloReading = (game: SoloGame) => {
  const { stores, universe, labels, idOf } = game;
  const { canon, narrative } = stores;
  const { reader } = canon;
  const desk = async () => ({
    ...{ universe, canon: reader, narrative },
    about: await chooseUniverse(reader, null),
  });
  const folded = async () => foldLog(await wholeLog(reader, universe), { knownAt: null });

  const canonTold = async (): Promise<readonly string[]> => {
    const { facts } = await folded();
    return (await teller(await desk()).facts([...facts.values()])).map(lineOf).toSorted();
  };
  const nodesTold = async (): Promise<readonly string[]> => {
    const { nodes } = await folded();
    const nameOf = (node: object): string =>
      'name' in node ? String(node.name) : 'title' in node ? String(node.title) : '';
    return [...nodes.values()].map(nameOf).toSorted();
  };
  const waiting = async (): Promise<readonly string[]> => {
    const { items } = await pending(await desk(), {}, { max: pageSizeMax, after: null });
    return items.map(({ id, reasons }) => `${labels.get(id)}: ${reasons?.[0]?.code ?? 'not asked'}`).toSorted();
  };

  return {
    /** The keeper is asked in the middle of a scene: so many were accepted, and this became of the others. */
    async midScene(accepted: number, others: readonly string[] = []): Promise<void> {
      expect(told(await game.midScene())).toEqual({ accepted, others });
    },
    /** As `midScene`, where a scene ends. */
    async sceneEnds(accepted: number, others: readonly string[] = []): Promise<void> {
      expect(told(await game.endScene())).toEqual({ accepted, others });
    },
    /** All that came of the story, and that nobody decided anything of it. */
    async cameTo({ canon: facts, nodes, waiting: asked }: Outcome): Promise<void> {
      expect(await canonTold()).toEqual(facts);
      expect(await nodesTold()).toEqual(nodes);
      expect(await waiting()).toEqual(asked);
      await expectDecidedByNobody(game);
    },
    /** Why the last fact of that kind is canon. */
    async whyFact(subject: string, predicate: string, object?: string) {
      const query = { node: { id: idOf(subject), side: 'subject' as const }, predicate };
      const facts = await allPages((page) => reader.listFacts(universe, query, page));
      const isMeant = ({ object: found }: Fact): boolean =>
        object === undefined || (found?.kind === 'text' && found.text === object);
      const story = await why(await desk(), { kind: 'fact', id: facts.findLast(isMeant)?.id as FactId });
      if (story.kind !== 'fact') throw new Error('not a fact');
      return story;
    },
    async whyRefused(label: string) {
      const [id] = [...labels].find(([, each]) => each === label) ?? [];
      const story = await why(await desk(), { kind: 'proposal', id: id as ProposalId });
      if (story.kind !== 'proposal') throw new Error('not a proposal');
      return story.rulings;
    },
  };
};
