import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Authority } from '../../schemas/evidence.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { EntityId } from '../../schemas/ids.ts';
import type { HouseRule, Policy } from '../../schemas/policy.ts';
import { holdsAt, overlaps } from '../../src/domain/interval.ts';
import { valueOf } from '../../src/gate/words.ts';
import { table } from '../support/gate.ts';
import { smallPolicy } from '../support/small-policy.ts';
import { runs } from '../support/runs.ts';

// Whatever is proposed to the gate, in whatever order: these hold.

const people = 3;
const places = 2;
const secondsMax = 60;

interface Move {
  what:
    | 'ally_of'
    | 'enemy_of'
    | 'located_in'
    | 'vital'
    | 'rules'
    | 'suffers'
    | 'death'
    | 'deed'
    | 'resurrection'
    | 'glows_at';
  by: Authority;
  who: number;
  whom: number;
  at: number | null;
  intent: Proposal['intent'];
}

const move: fc.Arbitrary<Move> = fc.record({
  what: fc.constantFrom(
    ...([
      'ally_of',
      'enemy_of',
      'located_in',
      'vital',
      'rules',
      'suffers',
      'death',
      'deed',
      'resurrection',
      'glows_at',
    ] as const),
  ),
  by: fc.constantFrom(...(['gm', 'gm', 'engine', 'player', 'source', 'system'] as const)),
  who: fc.nat(people - 1),
  whom: fc.nat(people - 1),
  at: fc.oneof({ weight: 9, arbitrary: fc.nat(secondsMax) }, { weight: 1, arbitrary: fc.constant(null) }),
  intent: fc.constantFrom(...(['assert', 'change', 'correct'] as const)),
});
const moves = fc.array(move, { minLength: 1, maxLength: 12 });

/** The same people and places each time, and the proposals that the moves come to. */
const setting = (policy: Policy, list: readonly Move[]) => {
  const played = table({ clock: secondsMax, policy });
  const cast: EntityId[] = Array.from({ length: people }, (_, i) => played.entity(`Person ${i}`));
  const map: EntityId[] = Array.from({ length: places }, (_, i) => played.entity(`Place ${i}`, 'location'));
  const of = (from: readonly EntityId[], index: number): EntityId => {
    const id = from[index % from.length];
    if (id === undefined) throw new Error('nobody');
    return id;
  };
  const proposals = list.map(({ what, by, who, whom, at, intent }): Proposal => {
    const said = { by, at, intent } as const;
    switch (what) {
      case 'death':
      case 'resurrection':
        return played.event(what, { patient: of(cast, who) }, { by, at: at ?? 0 });
      case 'deed':
        return played.event(what, { agent: of(cast, who) }, { by, at: at ?? 0 });
      case 'vital':
        return played.claim(of(cast, who), what, ['alive', 'dead', 'undead'][whom] ?? 'alive', said);
      case 'located_in':
      case 'rules':
        return played.claim(of(cast, who), what, of(map, whom), said);
      case 'suffers':
        return played.claim(of(cast, who), what, `ill ${whom}`, said);
      default:
        return played.claim(of(cast, who), what, of(cast, whom), said);
    }
  });
  return { ...played, proposals };
};

const rejecting = (when: string): HouseRule => ({ id: 'no_more', effect: 'reject', when, because: 'it is forbidden' });

it('names what every decision rests on', () => {
  fc.assert(
    fc.property(moves, (list) => {
      const { judge, proposals } = setting(smallPolicy, list);
      for (const { reasons, verdict, standing, threshold } of judge(proposals).judgements) {
        expect(reasons.length).toBeGreaterThan(0);
        for (const { code, facts, nodes } of reasons)
          if (code === 'contradicts_canon' || code.startsWith('acts_while'))
            expect(facts.length + nodes.length).toBeGreaterThan(0);
        if (verdict === 'accepted')
          expect(standing.confidence).toBeGreaterThanOrEqual(standing.authority === 'system' ? 0 : threshold);
      }
    }),
  );
});

it('never turns a refusal into an acceptance by adding a rule that rejects', () => {
  const policy: Policy = {
    ...smallPolicy,
    rules: [rejecting('proposal.predicate == "suffers" || conflicts.count > 0')],
  };
  fc.assert(
    fc.property(moves, move, (before, last) => {
      const free = setting(smallPolicy, [...before, last]);
      const ruled = setting(policy, [...before, last]);
      const told = free.proposals.slice(0, -1);
      // Against the same slice: what came before is canon for both.
      const { outcome } = free.judge(told);
      const asked = free.proposals.at(-1);
      const askedToo = ruled.proposals.at(-1);
      if (asked === undefined || askedToo === undefined) throw new Error('nothing was asked');
      free.facts.push(...outcome.facts);
      ruled.facts.push(...outcome.facts);
      if (ruled.ask(askedToo).verdict === 'accepted') expect(free.ask(asked).verdict).toBe('accepted');
    }),
  );
});

it('defers to a person when a rule fails', () => {
  const policy: Policy = { ...smallPolicy, rules: [rejecting('proposal.nothing_of_that_name > 1')] };
  fc.assert(
    fc.property(moves, (list) => {
      const { judge, proposals } = setting(policy, list);
      for (const { verdict } of judge(proposals).judgements) expect(verdict).not.toBe('accepted');
    }),
  );
});

it('judges the same whatever the order of its rules', () => {
  const rules: HouseRule[] = [
    rejecting('proposal.predicate == "rules"'),
    { id: 'ask_first', effect: 'defer', when: 'proposal.authority == "engine"', because: 'a person looks at it' },
  ];
  fc.assert(
    fc.property(moves, (list) => {
      const one = setting({ ...smallPolicy, rules }, list);
      const other = setting({ ...smallPolicy, rules: rules.toReversed() }, list);
      expect(one.judge(one.proposals)).toEqual(other.judge(other.proposals));
    }),
  );
});

it('gives canon in which nobody is in two states or rules two places at once, and every new fact is supported', () => {
  fc.assert(
    fc.property(moves, (list) => {
      const { judge, proposals } = setting(smallPolicy, list);
      const { outcome, judgements } = judge(proposals);
      const live = outcome.facts.filter(({ status }) => status !== 'retconned');
      for (const a of live)
        for (const b of live) {
          if (a.id >= b.id || a.subject !== b.subject || a.predicate !== b.predicate || valueOf(a) === valueOf(b))
            continue;
          if (['vital', 'located_in', 'rules'].includes(a.predicate)) expect(overlaps(a.valid, b.valid)).toBe(false);
        }
      const supported = new Set(outcome.supports.map(({ target }) => target));
      const introduced = judgements.flatMap(({ effects }) => effects.introduced);
      for (const id of introduced) expect(supported.has(id)).toBe(true);
    }),
    { numRuns: runs(500) },
  );
});

it('lets nobody act after they died, in whatever order it is told', () => {
  fc.assert(
    fc.property(moves, (list) => {
      const { judge, proposals } = setting(smallPolicy, list);
      const live = judge(proposals).outcome.facts.filter(({ status }) => status !== 'retconned');
      const deeds = live.filter(({ predicate }) => predicate === 'deed');
      const dead = live.filter((fact) => fact.predicate === 'vital' && valueOf(fact) === 'dead');
      for (const deed of deeds)
        for (const death of dead)
          if (deed.subject === death.subject && deed.valid.from !== null)
            expect(holdsAt(death.valid, deed.valid.from)).toBe(false);
    }),
    { numRuns: runs(500) },
  );
});

it('changes nothing of what the GM has locked', () => {
  fc.assert(
    fc.property(moves, (list) => {
      const { judge, proposals, facts, claim, nodes } = setting(smallPolicy, list);
      const [first] = nodes;
      if (first?.kind !== 'entity') throw new Error('nobody is there');
      const { outcome } = judge([claim(first.id, 'vital', 'alive', { at: 0 })], 0);
      facts.push(...outcome.facts.map((fact) => ({ ...fact, locked: true })));
      const [locked] = facts;
      const after = judge(proposals).outcome.facts.find(({ id }) => id === locked?.id);
      if (after !== undefined) expect(after.status).not.toBe('retconned');
    }),
  );
});
