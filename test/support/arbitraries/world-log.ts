import fc from 'fast-check';
import type { Container } from '../../../schemas/canon.ts';
import type { MultiverseId, UniverseId } from '../../../schemas/ids.ts';
import { idSource } from '../../../src/domain/id-source.ts';
import { seededChance } from '../chance.ts';
import { beginnings } from '../history/beginnings.ts';
import { changes } from '../history/changes.ts';
import { type Batch, type Verdicts, chronicle, type WorldLog } from '../history/chronicle.ts';
import { type Deed, lotMax, type Lots, whens } from '../history/lots.ts';
import { anyAuthority, anyValueObject, plainCalendar } from './canon.ts';
import { anyName, anyStatement, record } from './values.ts';

const deeds = { ...beginnings, ...changes };

interface Step {
  passesSeconds: number;
  deeds: readonly { deed: Deed; lots: Lots }[];
  refused: readonly { verdict: 'rejected' | 'pending'; about: number }[];
  reason: string | null;
}

const lot = fc.nat({ max: lotMax });

const anyLots: fc.Arbitrary<Lots> = record({
  who: lot,
  whom: lot,
  what: lot,
  when: fc.constantFrom('now', 'now', ...whens),
  name: anyName,
  statement: anyStatement,
  value: anyValueObject,
  visibility: fc.constantFrom('public', 'party', 'gm', 'known'),
  authority: anyAuthority,
  yes: fc.boolean(),
});

/** New facts are the most of it, and among changes those that play makes. */
const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(deeds.found, deeds.frame) },
  { weight: 8, arbitrary: fc.constantFrom(deeds.state, deeds.tie, deeds.tie, deeds.say, deeds.happen) },
  {
    weight: 7,
    arbitrary: fc.constantFrom(deeds.change, deeds.change, deeds.finish, deeds.corroborate, deeds.progress),
  },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      deeds.retcon,
      deeds.restore,
      deeds.lock,
      deeds.contest,
      deeds.settle,
      deeds.discredit,
      deeds.reveal,
      deeds.rename,
      deeds.merge,
      deeds.split,
    ),
  },
);

const anyRefusals = (minLength: number): fc.Arbitrary<Step['refused']> =>
  fc.array(record({ verdict: fc.constantFrom('rejected', 'pending'), about: lot }), { minLength, maxLength: 2 });

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: record({
      passesSeconds: fc.nat({ max: 3 }),
      deeds: fc.array(record({ deed: anyDeed, lots: anyLots }), { minLength: 1, maxLength: 5 }),
      refused: anyRefusals(0),
      reason: fc.constantFrom(null, 'end of scene'),
    }),
  },
  {
    weight: 1,
    arbitrary: record({
      passesSeconds: fc.nat({ max: 3 }),
      deeds: fc.constant([]),
      refused: anyRefusals(1),
      reason: fc.constant(null),
    }),
  },
);

const tell =
  ({ deeds: steps, refused, reason }: Step) =>
  (batch: Batch): Verdicts => {
    const accepted: Verdicts['accepted'][number][] = [];
    for (const { deed, lots } of steps) {
      const doing = deed(batch, lots);
      if (doing !== null) accepted.push(doing);
    }
    const facts = [...batch.facts.keys()];
    return {
      accepted,
      refused: refused.map(({ verdict, about }) => ({ verdict, facts: facts.slice(about % 7, (about % 7) + 1) })),
      reason,
    };
  };

const plainLots: Lots = {
  who: 1,
  whom: 1,
  what: 0,
  when: 'now',
  name: 'Somebody',
  statement: 'It is said.',
  value: { kind: 'flag', flag: true },
  visibility: 'public',
  authority: 'source',
  yes: false,
};

/** What every universe starts with: itself, a source, two people, a place within a place. */
const beginning = (multiverse: MultiverseId): Step['deeds'] => {
  const universe: Deed = (batch) => {
    batch.putNode({
      universe: batch.universe,
      introduced: batch.recorded,
      kind: 'universe',
      id: batch.universe,
      multiverse,
      name: 'Ashfall',
      description: null,
      genre: 'dark fantasy',
      tone: 'grim',
      techLevel: 'medieval',
      calendar: plainCalendar,
      policyProfile: 'standard',
      forkedFrom: null,
    });
    return { nodes: [batch.universe] };
  };
  return [
    { deed: universe, lots: plainLots },
    { deed: deeds.frame, lots: { ...plainLots, what: 4, name: 'The Chronicle of Ashfall' } },
    { deed: deeds.found, lots: { ...plainLots, what: 2, name: 'Greyford' } },
    { deed: deeds.found, lots: { ...plainLots, what: 2, name: 'The Prancing Pony' } },
    { deed: deeds.found, lots: { ...plainLots, name: 'Mira Oakhand' } },
    { deed: deeds.found, lots: { ...plainLots, name: 'Tom Brand' } },
    // With lots drawn with a bias to the early ones, these are the second and the first of the four.
    { deed: deeds.tie, lots: { ...plainLots, who: 600, whom: 0, what: 1, when: 'unknown' } },
  ];
};

export interface WorldLogOptions {
  /** Steps after the first commit. */
  stepsMax?: number;
  /** Worlds that are to live side by side must be given universes of their own. */
  universe?: UniverseId;
}

const firstMs = Date.UTC(2024, 0, 1);

/**
 * A universe from its first commit through all that can befall canon: facts begin, change, end, are disputed, withdrawn and
 * restored, people turn out to be one or two, and some batches come to nothing. Valid, sealed, and every fact supported.
 */
export const worldLog = ({ stepsMax = 16, universe }: WorldLogOptions = {}): fc.Arbitrary<WorldLog> =>
  fc
    .record({ seed: fc.nat(), steps: fc.array(anyStep, { maxLength: stepsMax, size: 'max' }) })
    .map(({ seed, steps }) => {
      let ms = firstMs;
      const newId = idSource({ now: () => ms, random: seededChance(seed) });
      const omniverse: Container = { kind: 'omniverse', id: newId('omniverse'), name: 'All' };
      const multiverse: Container = {
        kind: 'multiverse',
        id: newId('multiverse'),
        omniverse: omniverse.id,
        name: 'Ash and ember',
      };
      const { batch, told } = chronicle({
        universe: universe ?? newId('universe'),
        containers: [omniverse, multiverse],
        newId,
        now: () => new Date(ms++).toISOString(),
      });
      batch(0, tell({ passesSeconds: 0, deeds: beginning(multiverse.id), refused: [], reason: null }));
      for (const step of steps) batch(step.passesSeconds, tell(step));
      return told();
    });
