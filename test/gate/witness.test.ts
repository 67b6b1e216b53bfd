import { describe, expect, it } from 'vitest';
import { witness } from '../../agents/canon-keeper/witness.ts';
import type { CanonNode, Source } from '../../schemas/canon.ts';
import type { Evidence } from '../../schemas/evidence.ts';
import type { DocumentId, UniverseId } from '../../schemas/ids.ts';
import type { GmTurn, Resolution, SceneFraming, Snippet, UserTurn } from '../../schemas/narrative.ts';
import type { Revision } from '../../schemas/time.ts';
import { openFakeNarrativeStore } from '../../src/adapters/fake/narrative-store.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { documentsPerCallMax, type NarrativeReader } from '../../src/ports/narrative-store.ts';
import { framing, resolution, userTurn } from '../support/narrative.ts';
import { seededWorld } from '../support/seeded-world.ts';

const world = seededWorld(3);
const plain = <D>(document: D): { document: D; events: [] }[] => [{ document, events: [] }];

type Pointing<K extends Evidence['kind']> = Partial<Omit<Extract<Evidence, { kind: K }>, 'kind' | 'id' | 'universe'>>;

/** A narrative in which things are said, and somebody who asks what a piece of evidence in it comes to. */
const openHearing = () => {
  const narrative = openFakeNarrativeStore();
  const universe = world.newId('universe');
  const place = { universe };
  const nodes = new Map<string, CanonNode>();
  const levels = new Map<DocumentId, Source['level']>();
  const stubs: Evidence[] = [];

  const stub = <K extends Evidence['kind']>(kind: K, pointing: Pointing<K>): Evidence =>
    ({ id: world.newId('evidence'), universe, home: universe, kind, quote: null, ...pointing }) as unknown as Evidence;
  const judge = (reader: NarrativeReader, evidence: readonly Evidence[]) =>
    witness(reader, { universe, stubs, levels, node: (id) => nodes.get(id) }, evidence);
  const hear = async (evidence: Evidence): Promise<string | null> => {
    const [known] = await judge(narrative, [evidence]);
    return known === undefined ? null : known.level === null ? known.origin : `${known.origin} ${known.level}`;
  };

  const said = async (seat: UserTurn['seat'], text: string, home: UniverseId = universe) => {
    const turn = userTurn(world, { universe: home }, { seat, text });
    await narrative.insert('turns.user', plain(turn));
    return turn.id;
  };
  const narrated = async (text: string) => {
    const { speaker, as, seat, mode, replaces, ...shared } = userTurn(world, place, { text });
    const turn: GmTurn = { ...shared, answers: null, resolution: null, model: 'offline' };
    await narrative.insert('turns.gm', plain(turn));
    return turn.id;
  };
  const resolved = async (fields: Partial<Resolution>) => {
    const made = resolution(world, place, fields);
    await narrative.insert('resolutions', plain(made));
    return made.id;
  };
  const framed = async (fields: Partial<SceneFraming>) => {
    const made = framing(world, place, fields);
    await narrative.insert('scenes', plain(made));
    return made.id;
  };
  const passage = async (text: string, document: DocumentId, page: number | null = null) => {
    const snippet: Snippet = {
      ...{ ...place, story: null, scene: null, id: world.newId('snippet'), document, number: 0, page, section: null },
      ...{ text, visibility: { level: 'public' } },
    };
    await narrative.insert('snippets', plain(snippet));
    return snippet.id;
  };
  const source = (level: Source['level']): Source => {
    const introduced = { revision: 1 as Revision, commit: world.newId('commit') };
    const made: Source = {
      ...{ kind: 'source', universe, introduced, id: world.newId('source'), type: 'lore', title: 'Annals', level },
      document: world.newId('document'),
    };
    nodes.set(made.id, made);
    if (made.document !== null) levels.set(made.document, level);
    return made;
  };
  return { narrative, universe, nodes, stubs, stub, judge, hear, said, narrated, resolved, framed, passage, source };
};

describe('a witness', () => {
  it('takes the GM’s own turn for the GM’s word, a player’s for that of a player, and what was narrated for neither', async () => {
    const { hear, stub, said, narrated } = openHearing();
    const [gm, player] = [await said('gm', 'The king is dead.'), await said('player', 'The king is dead.')];
    const told = await narrated('The king is dead.');
    for (const kind of ['turn', 'declaration'] as const) {
      const quote = 'king is dead';
      expect(await hear(stub(kind, { ref: gm, quote }))).toBe('gm_declaration');
      expect(await hear(stub(kind, { ref: player, quote }))).toBe('player_turn');
      expect(await hear(stub(kind, { ref: told, quote }))).toBe('gm_turn');
      expect(await hear(stub(kind, { ref: gm, quote: 'king lives' }))).toBeNull();
      expect(await hear(stub(kind, { ref: world.newId('turn'), quote }))).toBeNull();
    }
    expect(await hear(stub('turn', { ref: gm }))).toBe('gm_declaration');
    expect(await hear(stub('turn', { ref: told }))).toBe('gm_turn');
  });

  it('tells by a resolution whose doing it was, and what kind of thing decided', async () => {
    const { hear, stub, resolved } = openHearing();
    const none = { roll: null, level: null };
    const ref = await resolved({ by: 'player', statement: 'The orc falls.' });
    expect(await hear(stub('resolution', { ref }))).toBe('player_resolution');
    expect(await hear(stub('resolution', { ref, quote: 'orc falls' }))).toBe('player_resolution');
    expect(await hear(stub('resolution', { ref, quote: 'orc stands' }))).toBeNull();
    expect(await hear(stub('resolution', { ref: await resolved({}) }))).toBe('engine_resolution');
    expect(await hear(stub('resolution', { ref: await resolved({ kind: 'oracle', level: null }) }))).toBe('oracle');
    expect(await hear(stub('resolution', { ref: await resolved({ kind: 'clock', ...none }) }))).toBe('clock');
    expect(await hear(stub('resolution', { ref: await resolved({ kind: 'thread', ...none }) }))).toBe('clock');
    expect(await hear(stub('resolution', { ref: world.newId('resolution') }))).toBeNull();
  });

  it('believes the engine where it framed a scene; a scene that is only in canon says nothing by itself', async () => {
    const { hear, stub, framed, nodes, universe } = openHearing();
    const ref = await framed({ title: 'At the gate' });
    expect(await hear(stub('scene', { ref }))).toBe('framing');
    expect(await hear(stub('scene', { ref, quote: 'the gate' }))).toBe('framing');
    expect(await hear(stub('scene', { ref, quote: 'the king' }))).toBeNull();
    expect(await hear(stub('scene', { ref: await framed({ framedBy: 'gm' }) }))).toBe('scene');
    const marker = world.newId('scene');
    expect(await hear(stub('scene', { ref: marker }))).toBeNull();
    nodes.set(marker, {
      ...{ kind: 'scene', id: marker, universe, story: world.newId('story'), title: 'Later', sceneKind: 'present' },
      ...{ parent: null, location: null, participants: [], span: { from: null, to: null }, status: 'open' },
      introduced: { revision: 1 as Revision, commit: world.newId('commit') },
    });
    expect(await hear(stub('scene', { ref: marker }))).toBe('scene');
  });

  it('finds a passage by its quote, document and page, and knows how much the document weighs', async () => {
    const { hear, stub, passage, source } = openHearing();
    const document = world.newId('document');
    const ref = await passage('The keep was built of basalt.', document, 12);
    const at = { ref, document, page: 12, quote: 'built of basalt' };
    expect(await hear(stub('snippet', at))).toBe('snippet');
    expect(await hear(stub('snippet', { ...at, page: null }))).toBe('snippet');
    expect(await hear(stub('snippet', { ...at, quote: 'built of wood' }))).toBeNull();
    expect(await hear(stub('snippet', { ...at, page: 13 }))).toBeNull();
    expect(await hear(stub('snippet', { ...at, document: world.newId('document') }))).toBeNull();
    const lore = source('authoritative');
    const weighty = await passage('The keep was built of wood.', lore.document ?? document);
    const quoted = { ref: weighty, page: null, quote: 'of wood', document: lore.document ?? document };
    expect(await hear(stub('snippet', quoted))).toBe('snippet authoritative');
  });

  it('knows a source from canon, and takes no quote from it that nobody can compare', async () => {
    const { hear, stub, source } = openHearing();
    expect(await hear(stub('source', { ref: source('canon').id }))).toBe('source canon');
    expect(await hear(stub('source', { ref: source('canon').id, quote: 'it is so' }))).toBeNull();
    expect(await hear(stub('source', { ref: world.newId('source') }))).toBeNull();
  });

  it('gives a seat in another universe no weight here, unless canon brought its words along', async () => {
    const { hear, stub, said, stubs } = openHearing();
    const home = world.newId('universe');
    const ref = await said('gm', 'I am the GM there.', home);
    const foreign = stub('declaration', { home, ref, quote: 'the GM there' });
    expect(await hear(foreign)).toBeNull();
    stubs.push(foreign);
    expect(await hear(foreign)).toBe('gm_declaration');
    expect(await hear({ ...foreign, id: world.newId('evidence') })).toBeNull();
  });

  it('takes two under one id for two', async () => {
    const { judge, narrative, stub, said } = openHearing();
    const once = stub('turn', { ref: await said('gm', 'So it is.') });
    const known = await judge(narrative, [once, { ...once, ref: world.newId('turn') } as Evidence, once]);
    expect(known).toMatchObject([{ stub: once, origin: 'gm_declaration', level: null }]);
  });

  it('knows all of what it looked at by its digest, whatever of it is quoted', async () => {
    const { judge, narrative, stub, resolved, source } = openHearing();
    const ref = await resolved({ statement: 'The orc falls.' });
    const [stored] = await narrative.get('resolutions', stub('resolution', { ref }).home, [ref]);
    const asked = [stub('resolution', { ref, quote: 'orc falls' }), stub('source', { ref: source('canon').id })];
    const known = await judge(narrative, asked);
    expect(known.map(({ original }) => original)).toEqual([digestOf(stored?.document ?? {}), null]);
  });

  it('reads each collection once for as much as a read may carry', async () => {
    const { judge, narrative, stub, said } = openHearing();
    const reads: string[] = [];
    const counting: NarrativeReader = {
      ...narrative,
      get: (collection, home, ids) => {
        reads.push(`${collection} ${ids.length}`);
        return narrative.get(collection, home, ids);
      },
    };
    const refs = await Promise.all(Array.from({ length: 40 }, () => said('gm', 'So it is.')));
    const turns = refs.map((ref) => stub('turn', { ref }));
    const rolls = Array.from({ length: 40 }, () => stub('resolution', { ref: world.newId('resolution') }));
    expect(await judge(counting, [...turns, ...rolls, ...turns])).toHaveLength(40);
    expect(reads.toSorted()).toEqual(['resolutions 40', 'turns.gm 40', 'turns.user 40']);
    reads.length = 0;
    const many = Array.from({ length: documentsPerCallMax + 1 }, () => world.newId('resolution'));
    await judge(
      counting,
      many.map((ref) => stub('resolution', { ref })),
    );
    expect(reads).toEqual([`resolutions ${documentsPerCallMax}`, 'resolutions 1']);
  });
});
