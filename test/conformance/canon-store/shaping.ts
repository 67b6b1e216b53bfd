import { expect, it } from 'vitest';
import type { Entity, Fact, Party, Recorded, SceneMarker, Story } from '../../../schemas/canon.ts';
import type { FactId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import type { CanonWrite } from '../../../src/ports/canon-writer.ts';
import { canonScribe, during, nodeObject, people, retconned, type Scribe } from '../../support/canon-scribe.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { begun, everythingIn, type OpenCanonStore, refusedAs } from './tools.ts';

type Begun = Awaited<ReturnType<typeof begun>>;
/** A write that breaks one rule, in a universe in which ann knows bob. */
type Breach = (start: Begun) => CanonWrite;

const foreign = ({ world }: Scribe) => world.newId('universe');
const newcomer = ({ scribe }: Begun): Entity => scribe.entity('cid');
const newFact = ({ scribe, ann, bob }: Begun): Fact => scribe.relationship(ann, 'likes', bob);
const elsewhere = ({ scribe }: Begun): Recorded => ({ ...scribe.next, commit: scribe.world.newId('commit') });
const past = ({ scribe }: Begun): Recorded => ({ revision: 1 as Revision, commit: scribe.next.commit });
const future = ({ scribe }: Begun): Recorded => ({ ...scribe.next, revision: 9 as Revision });

const strayed: Record<string, Breach> = {
  'a node': (start) => start.scribe.write({ nodes: [{ ...newcomer(start), universe: foreign(start.scribe) }] }),
  'a fact': (start) => start.scribe.write({ facts: [{ ...newFact(start), universe: foreign(start.scribe) }] }),
  'an evidence': ({ scribe }) => scribe.write({ evidence: [{ ...scribe.evidence(), universe: foreign(scribe) }] }),
  'a support': ({ scribe, ann, write }) => {
    const [turn] = write.evidence.map(({ id }) => id);
    return scribe.write({ supports: turn ? [scribe.support(ann, turn, { universe: foreign(scribe) })] : [] });
  },
  'a decision': ({ scribe }) =>
    scribe.write({ decisions: [scribe.decision(scribe.next.commit, { universe: foreign(scribe) })] }),
  'an event': ({ scribe }) => scribe.write({ outbox: [scribe.envelope({ universe: foreign(scribe) })] }),
  'the commit': ({ scribe }) => {
    const write = scribe.write();
    return { ...write, commit: write.commit && { ...write.commit, universe: foreign(scribe) } };
  },
};

const misdated: Record<string, Breach> = {
  'a node of a revision to come': (start) =>
    start.scribe.write({ nodes: [{ ...newcomer(start), introduced: future(start) }] }),
  'a node of this revision and another commit': (start) =>
    start.scribe.write({ nodes: [{ ...newcomer(start), introduced: elsewhere(start) }] }),
  'a node of this commit and another revision': (start) =>
    start.scribe.write({ nodes: [{ ...newcomer(start), introduced: past(start) }] }),
  'a fact of a revision to come': (start) =>
    start.scribe.write({ facts: [{ ...newFact(start), introduced: future(start) }] }),
  'a fact of this revision and another commit': (start) =>
    start.scribe.write({ facts: [{ ...newFact(start), introduced: elsewhere(start) }] }),
  'a withdrawal of a revision to come': (start) =>
    start.scribe.write({ facts: [retconned(start.knows, future(start))] }),
  'a withdrawal of this revision by another commit': (start) =>
    start.scribe.write({ facts: [retconned(start.knows, elsewhere(start))] }),
  'a support of another revision': (start) => {
    const { scribe, knows } = start;
    const turn = scribe.evidence();
    const supports = [scribe.support(knows.id, turn.id, { revision: 1 as Revision })];
    return scribe.write({ evidence: [turn], supports });
  },
  'a support of another commit': (start) => {
    const { scribe, knows } = start;
    const turn = scribe.evidence();
    return scribe.write({ evidence: [turn], supports: [scribe.support(knows.id, turn.id, elsewhere(start))] });
  },
  'a decision of another commit': ({ scribe }) =>
    scribe.write({ decisions: [scribe.decision(scribe.world.newId('commit'))] }),
  'a decision of no commit': ({ scribe }) => scribe.write({ decisions: [scribe.decision(null)] }),
  'a decision of a commit where there is none': ({ scribe }) => ({
    ...scribe.refusal(),
    decisions: [scribe.decision(scribe.next.commit)],
  }),
};

const twice: Record<string, Breach> = {
  'a node': (start) => {
    const cid = newcomer(start);
    return start.scribe.write({ nodes: [cid, { ...cid, name: 'cyd' }] });
  },
  'a fact': (start) => {
    const fact = newFact(start);
    return start.scribe.write({ facts: [fact, { ...fact, confidence: 0.5 }] });
  },
  'an evidence': ({ scribe }) => {
    const turn = scribe.evidence();
    return scribe.write({ evidence: [turn, turn] });
  },
  'a support': ({ scribe, knows }) => {
    const turn = scribe.evidence();
    const support = scribe.support(knows.id, turn.id);
    return scribe.write({ evidence: [turn], supports: [support, { ...support, status: 'withdrawn' }] });
  },
  'a decision': ({ scribe }) => {
    const decision = scribe.decision(scribe.next.commit);
    return scribe.write({ decisions: [decision, decision] });
  },
  'an event': ({ scribe }) => {
    const event = scribe.envelope();
    return scribe.write({ outbox: [event, event] });
  },
};

const taken: Record<string, Breach> = {
  'a node': (start) => start.scribe.write({ nodes: [{ ...newcomer(start), id: start.ann }] }),
  'a fact': (start) => start.scribe.write({ facts: [{ ...newFact(start), id: start.knows.id }] }),
  'an evidence': ({ scribe, write }) => scribe.write({ evidence: [...write.evidence] }),
  'an event that waits to be sent': ({ scribe, write }) => scribe.write({ outbox: [...write.outbox] }),
};

const unintroduced: Record<string, Breach> = {
  'a node that is not there': (start) =>
    start.scribe.write({ nodes: [{ ...newcomer(start), introduced: start.knows.introduced }] }),
  'a fact that is not there': (start) =>
    start.scribe.write({ facts: [{ ...newFact(start), introduced: start.knows.introduced }] }),
  'a node that another commit introduced': ({ scribe, write }) => {
    const introduced = { revision: 1 as Revision, commit: scribe.world.newId('commit') };
    return scribe.write({ nodes: write.nodes.map((node) => ({ ...node, introduced })) });
  },
  'a fact that another commit introduced': ({ scribe, knows }) => {
    const introduced = { revision: 1 as Revision, commit: scribe.world.newId('commit') };
    return scribe.write({ facts: [{ ...knows, introduced }] });
  },
};

const unsupported: Record<string, Breach> = {
  nothing: (start) => ({ ...start.scribe.write({ facts: [newFact(start)] }), supports: [] }),
  'a support that is withdrawn': (start) => {
    const fact = newFact(start);
    const turn = start.scribe.evidence();
    const supports = [start.scribe.support(fact.id, turn.id, { status: 'withdrawn' })];
    return start.scribe.write({ facts: [fact], evidence: [turn], supports });
  },
  'the support of something else': (start) => {
    const turn = start.scribe.evidence();
    const supports = [start.scribe.support(start.knows.id, turn.id)];
    return { ...start.scribe.write({ facts: [newFact(start)], evidence: [turn] }), supports };
  },
};

const nobody = ({ scribe }: Begun) => scribe.world.newId('entity');
const noFact = ({ scribe }: Begun): FactId => scribe.world.newId('fact');

const storyOf = ({ scribe }: Begun): Story => ({
  kind: 'story',
  id: scribe.world.newId('story'),
  universe: scribe.universe,
  introduced: scribe.next,
  title: 'The fall',
  premise: null,
  status: 'active',
  starts: null,
  ends: null,
});

/** A scene that would do, but for one part. */
const sceneWith = (start: Begun, part: Partial<SceneMarker>): CanonWrite => {
  const { scribe, ann } = start;
  const story = storyOf(start);
  const scene: SceneMarker = {
    kind: 'scene',
    id: scribe.world.newId('scene'),
    universe: scribe.universe,
    introduced: scribe.next,
    story: story.id,
    title: 'At the inn',
    sceneKind: 'present',
    parent: null,
    location: null,
    participants: [ann],
    span: { from: null, to: null },
    status: 'open',
    ...part,
  };
  return scribe.write({ nodes: [story, scene] });
};

const partyWith = ({ scribe, ann }: Begun, part: Partial<Party>): CanonWrite => {
  const party: Party = {
    kind: 'party',
    id: scribe.world.newId('party'),
    universe: scribe.universe,
    introduced: scribe.next,
    name: 'The Seven',
    members: [ann],
    story: null,
    ...part,
  };
  return scribe.write({ nodes: [party] });
};

const aimless: Record<string, Breach> = {
  'the subject of a fact': (start) => start.scribe.write({ facts: [{ ...newFact(start), subject: nobody(start) }] }),
  'the object of a fact': (start) =>
    start.scribe.write({ facts: [{ ...newFact(start), object: nodeObject(nobody(start)) }] }),
  'somebody in an event': (start) =>
    start.scribe.write({ facts: [start.scribe.event('met', [start.ann, nobody(start)], { second: 1, ordinal: 0 })] }),
  'somebody who knows a fact': (start) =>
    start.scribe.write({ facts: [{ ...newFact(start), visibility: { level: 'known', to: [nobody(start)] } }] }),
  'what a fact derives from': (start) =>
    start.scribe.write({ facts: [{ ...newFact(start), derivesFrom: [noFact(start)] }] }),
  'what a fact replaces': (start) => start.scribe.write({ facts: [{ ...newFact(start), replaces: [noFact(start)] }] }),
  'what caused an event': (start) => {
    const event: Fact['event'] = { participants: [], severity: 'minor', causedBy: [noFact(start)] };
    return start.scribe.write({
      facts: [start.scribe.event('met', [start.ann], { second: 1, ordinal: 0 }, { event })],
    });
  },
  'what replaces a fact': (start) =>
    start.scribe.write({ facts: [retconned(start.knows, start.scribe.next, [noFact(start)])] }),
  'the fact that is supported': (start) => {
    const turn = start.scribe.evidence();
    return start.scribe.write({ evidence: [turn], supports: [start.scribe.support(noFact(start), turn.id)] });
  },
  'the node that is supported': (start) => {
    const turn = start.scribe.evidence();
    return start.scribe.write({ evidence: [turn], supports: [start.scribe.support(nobody(start), turn.id)] });
  },
  'the evidence of a support': ({ scribe, ann }) =>
    scribe.write({ supports: [scribe.support(ann, scribe.world.newId('evidence'))] }),
  'the archetype of an entity': (start) =>
    start.scribe.write({ nodes: [{ ...newcomer(start), derivesFrom: nobody(start) }] }),
  'who an entity turned out to be': (start) =>
    start.scribe.write({ nodes: [{ ...newcomer(start), status: 'merged', mergedInto: nobody(start) }] }),
  'somebody who knows of an entity': (start) =>
    start.scribe.write({ nodes: [{ ...newcomer(start), visibility: { level: 'known', to: [nobody(start)] } }] }),
  'the clue of a thread': (start) => start.scribe.write({ nodes: [start.scribe.thread({ clues: [noFact(start)] })] }),
  'the story of a thread': ({ scribe }) =>
    scribe.write({ nodes: [scribe.thread({ story: scribe.world.newId('story') })] }),
  'somebody who knows of a thread': (start) =>
    start.scribe.write({ nodes: [start.scribe.thread({ visibility: { level: 'known', to: [nobody(start)] } })] }),
  'the story of a scene': (start) => sceneWith(start, { story: start.scribe.world.newId('story') }),
  'the scene around a scene': (start) => sceneWith(start, { parent: start.scribe.world.newId('scene') }),
  'the place of a scene': (start) => sceneWith(start, { location: nobody(start) }),
  'somebody in a scene': (start) => sceneWith(start, { participants: [nobody(start)] }),
  'a member of a party': (start) => partyWith(start, { members: [nobody(start)] }),
  'the story of a party': (start) => partyWith(start, { story: start.scribe.world.newId('story') }),
};

const empty: Record<string, Breach> = {
  'records without a commit': (start) => ({ ...start.scribe.refusal(), nodes: [newcomer(start)] }),
  'neither a commit nor a decision': ({ scribe }) => ({ ...scribe.refusal(), decisions: [] }),
};

export const shaping = (open: OpenCanonStore): void => {
  const refuses = (title: string, breaches: Record<string, Breach>): void => {
    it.each(Object.entries(breaches))(title, async (_, breach) => {
      await using opened = await open();
      const start = await begun(opened.store, 31);
      const before = await everythingIn(opened.store, start.universe);
      await expect(opened.store.writer.commit(breach(start))).rejects.toMatchObject(refusedAs('malformed_commit'));
      expect(await everythingIn(opened.store, start.universe)).toEqual(before);
    });
  };

  refuses('refuses what belongs to another universe, and keeps nothing: %s', strayed);
  refuses('refuses what is dated with another commit, and keeps nothing: %s', misdated);
  refuses('refuses two states of one thing in one write, and keeps nothing: %s', twice);
  refuses('refuses what is new under an id that is taken, and keeps nothing: %s', taken);
  refuses('refuses to change %s, and keeps nothing', unintroduced);
  refuses('refuses a new fact that stands on %s, and keeps nothing', unsupported);
  refuses('refuses what leads to nothing, and keeps nothing: %s', aimless);
  refuses('refuses %s', empty);

  it('refuses a first commit that does not bring the universe itself', async () => {
    await using opened = await open();
    const scribe = canonScribe(seededWorld(32));
    const write = { ...scribe.write(), nodes: people(scribe, 'ann').nodes };
    await expect(opened.store.writer.commit(write)).rejects.toMatchObject(refusedAs('malformed_commit'));
    expect(await everythingIn(opened.store, scribe.universe)).toMatchObject({ universes: [], logs: [[]] });
  });

  it('takes records that lean on each other within one write, whatever their order', async () => {
    await using opened = await open();
    const start = await begun(opened.store, 33);
    const { scribe } = start;
    const [cid, dan] = [scribe.entity('cid'), scribe.entity('dan')];
    const later = scribe.relationship(cid.id, 'knows', dan.id, during(2));
    const early = scribe.state(dan.id, 'mood', 'glad', during(1), { derivesFrom: [later.id] });
    await scribe.commit(opened.store, {
      nodes: [scribe.thread({ clues: [later.id] }), { ...cid, status: 'merged', mergedInto: dan.id }, dan],
      facts: [early, { ...later, replaces: [early.id] }],
    });
    expect(await opened.store.reader.facts(start.universe, [later.id, early.id])).toHaveLength(2);
    const [scene, party] = [sceneWith(start, {}), partyWith(start, {})];
    await scribe.commit(opened.store, { nodes: [...scene.nodes, ...party.nodes].toReversed() });
  });
};
