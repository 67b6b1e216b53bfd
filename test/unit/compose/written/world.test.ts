import { describe, expect, it } from 'vitest';
import { openWorld } from '../../../../src/compose/written/world.ts';
import { briefly, judged, library, voices } from '../../../support/written.ts';

const people = { mara: 'character', tomas: 'character', tavern: 'location', town: 'location' } as const;

const opened = async (world: object) => {
  const read = await openWorld(library, world);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.value;
};

const factsOf = async (world: object) => (await opened(world)).home.facts;

describe('a written world', () => {
  it('needs to say nothing', async () => {
    const { home } = await opened({});
    expect(home).toMatchObject({ name: 'universe', clock: null, facts: [], calendar: null });
  });

  it('gives the same name the same id every time, and another in another universe', async () => {
    const world = { universes: { here: { entities: people }, there: { entities: people } } };
    const [first, second] = [await opened(world), await opened(world)];
    expect(first.names.node('here', 'mara')).toBe(second.names.node('here', 'mara'));
    expect(first.names.node('here', 'mara')).not.toBe(first.names.node('there', 'mara'));
    expect(first.names.node('here', 'there/mara')).toBe(first.names.node('there', 'mara'));
    expect(first.names.told(`see ${first.names.node('here', 'mara')}`)).toBe('see mara');
  });

  it('takes lists and tables, and either spelling', async () => {
    const table = {
      clock: 50,
      entities: people,
      facts: { f: { subject: 'mara', predicate: 'trait', object: 'brave' } },
    };
    const list = {
      storyClock: 50,
      entities: Object.entries(people).map(([id, kind]) => ({ id, kind })),
      facts: [{ id: 'f', subject: 'mara', predicate: 'trait', object: { kind: 'text', text: 'brave' } }],
    };
    expect(await factsOf(list)).toEqual(
      (await factsOf(table)).map((fact) => ({ ...fact, statement: expect.any(String) })),
    );
  });

  it('holds open facts until the story clock, unless they say otherwise', async () => {
    const world = {
      clock: 100,
      entities: people,
      facts: [
        'mara trait brave, from 10',
        'mara trait tall, from 10, held until 20',
        'mara trait old, from 10, to 30',
        'mara trait shy',
        { subject: 'mara', predicate: 'trait', object: 'loud', from: 10, heldUntil: null },
      ],
    };
    expect((await factsOf(world)).map(({ heldUntil, status }) => [heldUntil?.second ?? null, status])).toEqual([
      [100, 'canon'],
      [20, 'canon'],
      [null, 'ended'],
      [100, 'canon'],
      [null, 'canon'],
    ]);
  });

  it('takes a bare text for a name or a value, as the predicate has it', async () => {
    const facts = await factsOf({
      entities: people,
      facts: [
        'mara located_in tavern',
        'mara trait tavern',
        'mara age_years 30',
        'mara expects_child true',
        'mara born_on 12',
      ],
    });
    expect(facts.map(({ object }) => object)).toMatchObject([
      { kind: 'node' },
      { kind: 'text', text: 'tavern' },
      { kind: 'number', number: 30, unit: 'years' },
      { kind: 'flag', flag: true },
      { kind: 'time', time: { second: 12, ordinal: 0 } },
    ]);
  });

  it('reads dates where there is a calendar, and prints them', async () => {
    const world = {
      ...{ calendar: 'hearth', clock: '3 Rimehold 812', entities: people, evidence: voices },
      facts: ['mara located_in tavern, from 1 Rimehold 812, held until 2 Rimehold 812'],
    };
    const [moved] = await judged(world, { propose: 'mara located_in town, from 2 Rimehold 812', evidence: 'said' });
    expect(moved).toMatchObject({ codes: ['change'], effects: { ended: [{ at: '0812-01-02' }] } });
    expect(await briefly({ clock: '3 Rimehold 812' })).toEqual([
      'clock: `3 Rimehold 812` is a date, and this universe has no `calendar`: write a number of seconds',
    ]);
  });

  it('remembers what a fact displaced and ended', async () => {
    const world = {
      entities: people,
      facts: [
        'mara located_in tavern, from 10, to 50, held until 20, called was',
        'mara located_in town, from 10, status retconned, called never',
        'mara located_in town, from 50, called is, ended was, instead of never',
      ],
    };
    const { home, names } = await opened(world);
    const id = (name: string) => names.fact('universe', name);
    expect(home.former.get(id('is'))).toMatchObject([
      { id: id('never'), status: 'canon', withdrawn: null },
      { id: id('was'), status: 'canon', valid: { to: null }, heldUntil: { second: 20 } },
    ]);
    expect(home.facts.find((fact) => fact.id === id('never'))?.withdrawn).toMatchObject({ replacedBy: [id('is')] });
  });

  it('finds its evidence by collection, and only what was said there', async () => {
    const asGm = { propose: 'mara trait brave', authority: 'gm', proposed_by: 'Ann' };
    const world = { entities: people, evidence: { ...voices, heard: { collection: 'turns.user', seat: 'player' } } };
    expect(
      await briefly(
        world,
        { ...asGm, evidence: 'said' },
        { ...asGm, evidence: [{ id: 'said', quote: 'So it is' }] },
        { ...asGm, evidence: [{ id: 'said', quote: 'So it never was' }] },
        { ...asGm, evidence: 'heard' },
        { ...asGm, evidence: 'nowhere' },
        { propose: 'tomas trait shy', evidence: 'book' },
      ),
    ).toEqual([
      'accepted new',
      'accepted already_known',
      'rejected evidence_missing',
      'accepted already_known',
      'rejected evidence_missing',
      'accepted new',
    ]);
  });

  it('shares a policy with others that say the same, and adds to it what it says itself', async () => {
    const sings = { subject: ['character'], object: { kind: 'node', types: ['character'] }, symmetric: true };
    const world = {
      ...{ entities: people, evidence: voices, threshold: 0.4 },
      vocabulary: { predicates: { sings_with: sings } },
    };
    const [one, two] = [await opened(world), await opened(world)];
    expect(one.home.policy).toBe(two.home.policy);
    expect(await briefly(world, { propose: 'mara sings_with tomas', evidence: 'prose' })).toEqual(['accepted new']);
    expect(await briefly({ ...world, profile: 'strict', threshold: 0.9 }, 'mara sings_with tomas')).toEqual([
      'pending no_evidence',
    ]);
  });

  it('may have none of the words that ship, or tell one of them again to the letter', async () => {
    const likes = { name: 'likes', subject: ['character'], object: { kind: 'text' } };
    const alone = { entities: people, evidence: voices, vocabulary: { on: 'nothing', predicates: [likes] } };
    expect(
      await briefly(
        alone,
        { propose: 'mara likes tea', evidence: 'said' },
        { propose: 'mara trait shy', evidence: 'said' },
      ),
    ).toEqual(['accepted new', 'rejected unknown_predicate']);
    const trait = { name: 'trait', subject: ['character'], object: { kind: 'text' } };
    expect(await briefly({ vocabulary: { predicates: [trait] } })).toEqual([]);
    const otherwise = await briefly({ vocabulary: { predicates: [{ ...trait, perSubject: 1 }] } });
    expect(otherwise).toEqual([
      expect.stringMatching(/^vocabulary\.predicates\.trait.*`trait` stands in .*people.yaml/),
    ]);
  });
});

describe('what is wrong with a world', () => {
  it.each([
    [{ entitis: {} }, 'entitis: unknown field `entitis`; did you mean `entities`?'],
    [{ entities: { mara: 'charakter' } }, 'entities.mara: `charakter`: unknown; did you mean `character`?'],
    [
      { entities: { mara: { type: 'character', nam: 'M' } } },
      'entities.mara.nam: unknown field `nam`; did you mean `name`?',
    ],
    [{ entities: [{ type: 'character' }] }, 'entities[0].id: missing: in a list everything needs an `id`'],
    [
      { entities: people, facts: [{ subject: 'mra', predicate: 'trait', object: 'x' }] },
      'facts[0].subject: nobody and nothing is called `mra`; did you mean `mara`?',
    ],
    [{ entities: people, facts: ['mara triat x'] }, 'facts[0].predicate: the vocabulary has no predicate `triat`'],
    [
      { entities: people, facts: ['mara vital ded'] },
      'facts[0].object: `ded` is no value of `vital`: it is one of alive, dead, undead',
    ],
    [{ entities: people, facts: ['mara hit_points many'] }, 'facts[0].object: `hit_points` takes number, and got text'],
    [{ entities: people, facts: ['mara trait x, from 9, to 3'] }, 'facts[0].to: an interval must end after it starts'],
    [{ entities: people, facts: ['mara trait x, status ended'] }, 'facts[0].to: missing: what has ended has an end'],
    [{ entities: people, facts: ['mara trait x, hold until 3'] }, expect.stringContaining('a clause starts with')],
    [
      { entities: people, facts: [{ subject: 'mara', predicate: 'trait', object: 'x', derives_from: 'nothing' }] },
      'facts[0].derives_from: no fact is called `nothing`',
    ],
    [{ entities: people, parties: { mara: [] } }, "parties.mara: `mara` is another's name"],
    [{ entities: people, events: ['death, patient mara'] }, 'events[0].from: missing: an event happened at some time'],
    [
      { entities: people, events: ['deth, patient mara, at 3'] },
      'events[0].event: the vocabulary has no kind of event `deth`',
    ],
    [{ evidence: { x: { collection: 'turns' } } }, expect.stringContaining('evidence.x.collection: `turns`')],
    [{ evidence: { x: { collection: 'snippets', source: 'book' } } }, 'evidence.x.source: no source is called `book`'],
    [{ calendar: 'heart' }, 'calendar: there is no calendar `heart`. Did you mean `hearth`?'],
    [{ profile: 'strikt' }, 'profile: there is no profile `strikt`. Did you mean `strict`?'],
    [{ threshold: 2 }, 'threshold: at most 1, and got `2`'],
    [{ threshold: 0 }, 'threshold: at 0 everything would be accepted'],
    [
      { rules: [{ id: 'r', effect: 'reject', when: 'proposal.tpe == ""', because: 'x' }] },
      expect.stringContaining('rules[0].when: `r`'),
    ],
    [
      { facts: [{ subject: 'x', universe: 'there', statement: 'y' }] },
      'facts[0].universe: there is no universe `there`',
    ],
    [{ clock: 'soon' }, expect.stringContaining('clock: `soon` is a date')],
    [{ clock: 1.5 }, expect.stringContaining('clock')],
    [{ clock: 2 ** 60 }, expect.stringContaining('clock')],
    [[], expect.stringContaining('expected keys and values')],
  ])('is told with its place: %j', async (world, problem) => {
    expect((await briefly(world))[0]).toEqual(problem);
  });
});
