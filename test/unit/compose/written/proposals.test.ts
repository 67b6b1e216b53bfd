import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openWorld } from '../../../../src/compose/written/world.ts';
import { briefly, judged, library, voices } from '../../../support/written.ts';

const world = {
  clock: 1_000,
  entities: { mara: 'character', orc: 'character', tavern: 'location', castle: 'location' },
  facts: ['mara located_in tavern, from 10, held until 300', 'orc vital alive, from 0, held until 20'],
  evidence: voices,
};

describe('a written proposal', () => {
  it.each([
    ['in words', 'mara trait brave', 'pending no_evidence'],
    ['with words in it', { propose: 'mara trait brave', evidence: 'said' }, 'accepted new'],
    ['without its type', { subject: 'mara', predicate: 'trait', object: 'brave', evidence: ['said'] }, 'accepted new'],
    [
      'with its type in another spelling',
      { type: 'stateChange', propose: 'mara trait x', evidence: 'said' },
      'accepted new',
    ],
    ['of an event', { event: 'rest', participants: { agent: 'mara' }, at: 300, evidence: 'roll' }, 'accepted new'],
    [
      'of an event, by list',
      { event: 'rest', participants: [{ role: 'agent', node: 'mara' }], from: 300, evidence: 'roll' },
      'accepted new',
    ],
    ['of somebody new', { entity: { name: 'Ida', type: 'character' }, evidence: 'said' }, 'accepted new'],
    ['in free words', { subject: 'mara', statement: 'Mara hums at night.', evidence: 'said' }, 'accepted new'],
    ['with a number for its name', { id: 7, propose: 'mara trait x', evidence: 'said' }, 'accepted new'],
    ['with an interval', { propose: 'mara trait x', valid: [10, 20], evidence: 'said' }, 'accepted new'],
    ['of a story', { story: { id: 'war', title: 'The war' }, evidence: 'said' }, 'accepted new'],
    ['of an axiom', { axiom: { statement: 'No magic.' }, evidence: 'said' }, 'accepted new'],
    ['of a lock', { type: 'lock', facts: 'mara located_in tavern', evidence: 'said' }, 'accepted locked'],
  ])('%s', async (_how, proposal, told) => {
    expect(await briefly(world, proposal)).toEqual([told]);
  });

  it('is by a person if the word is the GM’s or a player’s, and by an agent otherwise', async () => {
    const asGm = { propose: 'mara trait brave', authority: 'gm', evidence: 'said' };
    const authorities = async (...proposals: object[]) =>
      (await judged(world, ...proposals)).map((each) => (typeof each === 'string' ? each : each.authority));
    expect(
      await authorities(
        asGm,
        { ...asGm, proposed_by: 'Ann' },
        { ...asGm, proposed_by: 'Narrator' },
        { ...asGm, proposed_by: { kind: 'agent', name: 'a model' } },
        { ...asGm, evidence: 'dice' },
        { ...asGm, authority: undefined, evidence: 'dice' },
        { ...asGm, authority: 'system' },
      ),
    ).toEqual(['gm', 'gm', 'system', 'system', 'player', 'player', 'system']);
  });

  it.each([
    [{ propose: 'mara trait x', confidence: Number.NaN }, 'confidence: expected a number, and got `NaN`'],
    [{ propose: 'mara trait x', confidence: 2 }, 'confidence: at most 1, and got `2`'],
    [{ type: 'rumour', subject: 'mara' }, expect.stringContaining('type: `rumour`')],
    [
      { subjct: 'mara', predicate: 'trait' },
      expect.stringContaining('unknown field `subjct`; did you mean `subject`?'),
    ],
    [{ subject: 'mara' }, expect.stringContaining('a fact needs a predicate')],
    [{ propose: 'mara trait x, from 9, to 3' }, 'to: an interval must end after it starts'],
    [{ propose: 'mara trait x, from tomorrow' }, expect.stringContaining('from: `tomorrow` is a date')],
    [{ propose: 'mara trait x, frm 3' }, expect.stringContaining('propose: `frm 3`')],
    [{ subject: 'mara', predicate: 'Trait!', object: 'x' }, expect.stringContaining('predicate')],
    [{ type: 'retcon', facts: [] }, expect.stringContaining('facts')],
    [{ scene: { title: 'x', story: 'mara' }, evidence: 'said' }, expect.stringContaining('story')],
    [{ batch: 7 }, expect.stringContaining('batch')],
    [42, 'a proposal is keys and values, or a phrase'],
    [null, 'a proposal is keys and values, or a phrase'],
  ])('is refused if it can’t be read, with its place, and the next is decided: %j', async (proposal, detail) => {
    const [refused, next] = await judged(world, proposal, { propose: 'mara trait brave', evidence: 'said' });
    expect(refused).toMatchObject({ verdict: 'rejected', codes: ['malformed'], reasons: [{ detail }] });
    expect(next).toMatchObject({ verdict: 'accepted' });
  });
});

describe('what is told', () => {
  it('is in the names that were given, and says what an event brought about', async () => {
    const [fall] = await judged(world, {
      id: 'fall',
      propose: 'death, patient orc, agent mara, at 500',
      evidence: 'roll',
    });
    expect(fall).toMatchObject({
      proposal: 'fall',
      effects: { introduced: ['fall', 'fall: orc vital dead'], ended: [{ fact: 'orc vital alive', at: [500, 1] }] },
    });
  });

  it('names the facts in conflict, and those that gave way', async () => {
    const early = { propose: 'mara located_in castle, from 100' };
    expect(await judged(world, { ...early, evidence: 'roll' })).toMatchObject([
      { codes: ['contradicts_canon'], facts_in_conflict: ['mara located_in tavern'] },
    ]);
    expect(await judged(world, { ...early, evidence: 'said' })).toMatchObject([
      {
        codes: ['retcon'],
        facts_in_conflict: ['mara located_in tavern'],
        effects: { retconned: ['mara located_in tavern'] },
      },
    ]);
  });

  it('has no id in it that nobody gave', async () => {
    const proposals = [
      { propose: 'mara trait x', evidence: 'gone' },
      { propose: 'mara trait x', evidence: 'said', depends_on: 'nobody' },
      { propose: 'mara trait x', evidence: 'said', derives_from: 'nothing' },
      { propose: 'nobody trait x', evidence: 'said' },
      { propose: 'mara trait x', universe: 'elsewhere', evidence: 'said' },
    ];
    expect(JSON.stringify(await judged(world, ...proposals))).not.toMatch(/[a-z]{3}_[0-9a-z]{26}/);
  });
});

describe('batches', () => {
  const fall = { id: 'fall', propose: 'death, patient orc, at 500', evidence: 'roll' };
  const deed = { propose: 'rest, agent orc, at 600', evidence: 'roll' };

  it('see what those before them changed', async () => {
    expect(await briefly(world, [fall], [deed])).toEqual(['accepted change', 'rejected acts_while_dead']);
    expect(await briefly(world, fall, { batch: 'night' }, deed)).toEqual([
      'accepted change',
      'rejected acts_while_dead',
    ]);
  });

  it('may set the clock', async () => {
    const late = { propose: 'mara trait old, from 1500', evidence: 'said' };
    expect(await briefly(world, late, { batch: true, clock: 2_000 }, { ...late, id: 'again' })).toEqual([
      'rejected in_the_future',
      'accepted new',
    ]);
    expect(await briefly(world, { batch: true, clock: 'noon' }, { ...late, propose: 'mara trait old' })).toEqual([
      'rejected malformed',
      'accepted new',
    ]);
  });

  it('answer the same again as before, and take nothing else under its name', async () => {
    expect(await briefly(world, [fall], [fall], [{ ...fall, propose: 'death, patient mara, at 500' }])).toEqual([
      'accepted change',
      'accepted change',
      'rejected proposal_changed',
    ]);
    expect(await briefly(world, fall, fall)).toEqual(['accepted change', 'rejected malformed']);
  });
});

describe('universes', () => {
  const two = {
    ...{ clock: 1_000, evidence: voices },
    universes: {
      home: { entities: { mara: 'character' }, facts: ['mara vital dead, from 5'] },
      away: {
        entities: { mara: 'character', ida: 'character' },
        evidence: { heard: { collection: 'turns.user', seat: 'gm' } },
      },
    },
  };

  it('know nothing of each other', async () => {
    const rests = { propose: 'rest, agent mara, at 10' };
    expect(
      await briefly(two, { ...rests, evidence: 'said' }, { ...rests, universe: 'away', evidence: 'heard' }),
    ).toEqual(['rejected acts_while_dead', 'accepted new']);
  });

  it('have no use for each other’s people and evidence', async () => {
    expect(
      await briefly(
        two,
        { propose: 'away/mara trait shy', evidence: 'said' },
        { propose: 'ida trait shy', evidence: 'said' },
        { propose: 'mara trait shy', evidence: 'heard' },
        { propose: 'mara trait shy', universe: 'nowhere', evidence: 'said' },
        { batch: true, universe: 'home' },
        { propose: 'mara trait shy', universe: 'away', evidence: 'said' },
      ),
    ).toEqual([
      'rejected unknown_node',
      'rejected unknown_node',
      'rejected evidence_of_other_universe',
      'rejected other_universe',
      'rejected other_universe',
    ]);
  });
});

describe('the page on written worlds', () => {
  const page = readFileSync(new URL('../../../../docs/gate-cases.md', import.meta.url), 'utf8');
  const [first = '', second = ''] = [...page.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, text = '']) => text);

  it('shows a world that can be opened, and a proposal that can be read', async () => {
    const shown = JSON.parse(first) as object;
    expect(await openWorld(library, shown)).toHaveProperty('value');
    const [decision] = await judged(shown, JSON.parse(second));
    expect(decision).not.toMatchObject({ codes: ['malformed'] });
  });
});
