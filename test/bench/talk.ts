import type { EntityType } from '../../schemas/canon.ts';
import type { Evidence } from '../../schemas/evidence.ts';
import type { Actor, Proposal, ProposalContent } from '../../schemas/gate.ts';
import type { EntityId, NodeId, ResolutionId, TurnId } from '../../schemas/ids.ts';
import type { Resolution } from '../../schemas/narrative.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { CanonReader } from '../../src/ports/canon-reader.ts';
import type { World } from '../../src/ports/world.ts';
import { type Cursor } from '../../src/ports/paging.ts';
import { type KeptStores, proposerFor, text, to } from '../support/keeper-table.ts';
import type { Known } from './worlds.ts';

// What is proposed of a scene, made from a seed: moves, ties between people, things, what they know and say, what happens, a correction now and
// then; by the GM, the engine and models; some of it wrong.

const turnsKept = 60;
const factsToRetcon = 500;
const pastShare = 0.15;
const wrongShare = 0.06;

type Cast = Readonly<Record<'people' | 'places' | 'things' | 'groups', readonly EntityId[]>>;

const roleOf: Partial<Record<EntityType, keyof Cast>> = {
  character: 'people',
  location: 'places',
  object: 'things',
  faction: 'groups',
};

/** Everybody, by what they are; the one that everybody knows is left out. */
const castOf = async (reader: CanonReader, { universe, entities: [popular] }: Known): Promise<Cast> => {
  const cast: Record<keyof Cast, EntityId[]> = { people: [], places: [], things: [], groups: [] };
  let after: Cursor | null = null;
  do {
    const page = await reader.listNodes(universe, { kind: 'entity' }, { max: 1_000, after });
    for (const node of page.items) {
      const role = node.kind === 'entity' && node.id !== popular ? roleOf[node.type] : undefined;
      if (role !== undefined && node.kind === 'entity') cast[role].push(node.id);
    }
    after = page.next;
  } while (after !== null);
  return cast;
};

export interface Talk {
  /** So many proposals of one scene; whether the one that everybody knows is among those they are about. */
  batch(count: number, isPopular: boolean): Proposal[];
}

interface Voice {
  authority: Proposal['authority'];
  by: Actor;
  evidence(): Evidence[];
}

const gm: Actor = { kind: 'person', name: 'Ann', seat: 'gm' };
const narrator: Actor = { kind: 'agent', name: 'Narrator', seat: null };
const engine: Actor = { kind: 'agent', name: 'Resolver', seat: null };

export const talkIn = async (
  { canon, narrative }: { canon: { reader: CanonReader }; narrative: KeptStores['narrative'] },
  { world, known }: { world: World; known: Known },
): Promise<Talk> => {
  const { universe, now } = known;
  const { random } = world;
  const [popular] = known.entities;
  if (popular === undefined) throw new Error('nobody is there');
  const cast = await castOf(canon.reader, known);
  const { items: facts } = await canon.reader.listFacts(universe, {}, { max: factsToRetcon, after: null });
  const { turn, put, claim, event } = proposerFor({ world, universe, narrative });

  const pick = <T>(list: readonly T[], lean = 1): T => {
    const found = list[Math.floor(random() ** lean * list.length)];
    if (found === undefined) throw new Error('there is nobody of that kind');
    return found;
  };
  const said: { ref: TurnId; quote: string }[] = [];
  const heard: TurnId[] = [];
  const clocks: ResolutionId[] = [];
  for (let number = 0; number < turnsKept; number++) {
    const quote = `This is how it is, said for the ${number}th time.`;
    said.push({ ref: await turn(quote, 'gm'), quote });
    heard.push(await turn(`I look around for the ${number}th time.`, 'player'));
    const id = world.newId('resolution');
    const document: Resolution = {
      ...{ id, universe, story: null, scene: null, number, by: 'engine', kind: 'clock', actor: null },
      ...{ what: 'The clock', roll: null, level: null, statement: 'It strikes.', storyTime: null },
      at: new Date(world.now()).toISOString(),
    };
    await narrative.insert('resolutions', [{ document, events: [] }]);
    clocks.push(id);
  }

  const stub = () => ({ id: world.newId('evidence'), universe, home: universe });
  const voices: readonly Voice[] = [
    { authority: 'gm', by: gm, evidence: () => [{ ...stub(), kind: 'declaration', ...pick(said) }] },
    { authority: 'gm', by: gm, evidence: () => [{ ...stub(), kind: 'declaration', ...pick(said) }] },
    {
      authority: 'engine',
      by: engine,
      evidence: () => [{ ...stub(), kind: 'resolution', ref: pick(clocks), quote: null }],
    },
    { authority: 'system', by: narrator, evidence: () => [{ ...stub(), kind: 'turn', ref: pick(heard), quote: null }] },
  ];

  /** Who is in the scene: few of all, the same ones again and again. */
  const sceneOf = (isPopular: boolean) => {
    const some = (list: readonly EntityId[], count: number) => Array.from({ length: count }, () => pick(list, 2));
    const places = some(cast.places, 4);
    return {
      people: some(cast.people, 12),
      places: isPopular ? [popular, popular, ...places] : places,
      things: some(cast.things, 6),
      groups: some(cast.groups, 3),
    };
  };

  type Scene = ReturnType<typeof sceneOf>;
  type Content = (scene: Scene, at: number) => ProposalContent;

  const tie =
    (predicate: string, from: keyof Cast, other: keyof Cast): Content =>
    (scene, at) =>
      claim(pick(scene[from]), predicate, to(pick<NodeId>(scene[other])), at);
  const words =
    (predicate: string, from: keyof Cast): Content =>
    (scene, at) =>
      claim(pick(scene[from]), predicate, text(`the ${Math.floor(random() * 1_000)}th of its kind`), at);
  const state =
    (predicate: string, ...values: readonly string[]): Content =>
    (scene, at) =>
      claim(pick(scene.people), predicate, text(pick(values)), at);
  const count =
    (predicate: string, unit: string): Content =>
    (scene, at) =>
      claim(pick(scene.people), predicate, { kind: 'number', number: Math.floor(random() * 60), unit }, at);
  const between =
    (kind: string): Content =>
    ({ people, places }, at) =>
      event(kind, { agent: pick(people), patient: pick(people), place: pick(places) }, at);

  const contents: readonly Content[] = [
    ...Array.from({ length: 4 }, () => tie('located_in', 'people', 'places')),
    ...[tie('located_in', 'things', 'places'), tie('friend_of', 'people', 'people')],
    ...[tie('ally_of', 'people', 'people'), tie('enemy_of', 'people', 'people'), tie('trusts', 'people', 'people')],
    ...[tie('loves', 'people', 'people'), tie('owns', 'people', 'things'), tie('carries', 'people', 'things')],
    ...[tie('member_of', 'people', 'groups'), tie('leads', 'people', 'groups'), tie('serves', 'people', 'people')],
    ...[tie('mentor_of', 'people', 'people'), tie('rules', 'people', 'places'), tie('parent_of', 'people', 'people')],
    ...[tie('spouse_of', 'people', 'people'), tie('knows_of', 'people', 'places'), tie('fears', 'people', 'groups')],
    ...[
      words('trait', 'people'),
      words('occupation', 'people'),
      words('knows_that', 'people'),
      words('says', 'people'),
    ],
    ...[words('believes', 'groups'), words('rumour', 'places'), words('wants', 'people')],
    ...[state('vital', 'alive'), state('captivity', 'free', 'imprisoned'), state('consciousness', 'awake', 'asleep')],
    ...[count('age_years', 'years'), count('age_years', 'years')],
    ...[between('wounding'), between('promise'), between('battle'), between('reconciliation'), between('poisoning')],
    ({ people, places }, at) => event('journey', { agent: pick(people), place: pick(places) }, at),
    ({ people, things, places }, at) =>
      event('theft', { agent: pick(people), instrument: pick(things), place: pick(places) }, at),
    ({ people }, at) => event('death', { patient: pick(people) }, at),
    () => ({ type: 'retcon', facts: [pick(facts).id], cascade: 'flag', reason: 'It never was so.' }),
  ];
  const wrong: readonly Content[] = [
    words('nonsense', 'people'),
    tie('located_in', 'people', 'people'),
    ({ people }, at) => claim(world.newId('entity'), 'friend_of', to(pick<NodeId>(people)), at),
    ({ people }, at) => claim(pick(people), 'trait', text('new'), at, { derivesFrom: [world.newId('fact')] }),
  ];

  const whenOf = (moment: StoryTime): number =>
    random() < pastShare ? Math.floor(moment.second * random()) : moment.second;

  return {
    batch(size, isPopular) {
      const scene = sceneOf(isPopular);
      return Array.from({ length: size }, () => {
        const content = pick(random() < wrongShare ? wrong : contents)(scene, whenOf(now));
        const voice = content.type === 'retcon' ? voices[0] : pick(voices);
        const { authority = 'gm', by = gm } = voice ?? {};
        return put(content, { authority, by, evidence: voice?.evidence() ?? [] });
      });
    },
  };
};
