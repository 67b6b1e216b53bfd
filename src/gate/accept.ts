import { derivationsMax, type Fact } from '../../schemas/canon.ts';
import type { FactId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { basesOf } from '../domain/commit-shape.ts';
import type { Candidate, Case, Court } from './candidate.ts';
import { type Change, changeOf, ended, retconned, type Ruling } from './change.ts';
import { type Contradiction, contradictionOf } from './contradiction.ts';
import { effectKnown, heldLonger } from './duplicate.ts';
import { broughtAbout, broughtToAnEnd, type Ended } from './effects.ts';
import { contradictsItself } from './form.ts';
import { because, type Objection, reject } from './objection.ts';
import { disagreementOf } from './sources.ts';
import { unfit } from './time.ts';
import { fallenWith } from './dependents.ts';

// What a claim would do to canon, with everything that it brings about, and whether what stands against it gives way.

/** A claim, what it brings about, and what all of it meets in canon. */
interface Weighed {
  own: Contradiction;
  /** Facts that the event brings about and that canon does not hold yet. */
  brought: readonly { each: Candidate; found: Contradiction }[];
  /** Facts that canon holds already among what it brings about, and as they are said again with it. */
  known: readonly { fact: Fact; again: Fact }[];
  conflicts: readonly Fact[];
  /** Ends of facts that go on in canon, and that the GM alone can move. */
  early: readonly Ended[];
  ends: readonly { fact: Fact; at: StoryTime }[];
}

const byId = <T extends { fact: Fact }>(list: readonly T[]): T[] => [
  ...new Map(list.map((each) => [each.fact.id, each])).values(),
];

const weigh = (court: Court, candidate: Candidate): Weighed => {
  const own = contradictionOf(court, candidate);
  const derived = broughtAbout(court, candidate).map((each) => {
    const { known, until } = effectKnown(court, each);
    return { each: { ...each, until }, known };
  });
  const fresh = derived.filter(({ known }) => known === undefined).map(({ each }) => each);
  // Each is weighed beside those before it, for they are to be so together.
  const brought = fresh.map((each, index) => ({
    each,
    found: court.overlay.supposing(
      fresh.slice(0, index).map(({ fact }) => fact),
      () => contradictionOf(court, each),
    ),
  }));
  const all = [own, ...brought.map(({ found }) => found)];
  const conflicts = [...new Map(all.flatMap((part) => part.conflicts).map((fact) => [fact.id, fact])).values()];
  const isDisplaced = ({ fact }: { fact: Fact }): boolean => conflicts.some(({ id }) => id === fact.id);
  // What the event begins, or canon holds and it begins again, it does not end.
  const kept = new Set(derived.map(({ known }) => known?.id));
  const over = byId([
    ...broughtToAnEnd(court, candidate),
    ...all.flatMap(({ early }) => early.map((end) => ({ ...end, isEarly: true }))),
  ]).filter((end) => !isDisplaced(end) && !kept.has(end.fact.id));
  return {
    own,
    brought,
    known: derived.flatMap(({ each, known }) => (known === undefined ? [] : [{ fact: known, again: each.fact }])),
    conflicts,
    early: over.filter(({ isEarly }) => isEarly),
    ends: byId([...over, ...all.flatMap(({ ends }) => ends)]).filter((end) => !isDisplaced(end)),
  };
};

/** Two things that one event would make so and that cannot be so together. */
const clash = ({ brought, known }: Weighed): readonly Fact[] => {
  const own = new Set([...brought.map(({ each }) => each.fact.id), ...known.map(({ fact }) => fact.id)]);
  const isOwn = ({ id }: Fact): boolean => own.has(id);
  for (const { each, found } of brought) {
    const against = [...found.conflicts, ...[...found.ends, ...found.early].map(({ fact }) => fact)].filter(isOwn);
    const crowd = found.crowd.every(isOwn) ? found.crowd : [];
    const [other] = [...against, ...crowd];
    if (other !== undefined) return [each.fact, other];
  }
  return [];
};

/** An effect is so once the event is over, with all its effects: then what its own word asks for has to hold. */
const unfitEffect = (court: Court, { brought, ends }: Weighed): Objection | null => {
  if (brought.length === 0) return null;
  const after = [...brought.map(({ each }) => each.fact), ...ends.map(({ fact, at }) => ended(fact, at))];
  return court.overlay.supposing(after, () => {
    for (const { each } of brought) {
      const objection = unfit(court.overlay, each);
      if (objection !== null) return objection;
    }
    return null;
  });
};

/** What speaks against the claim, whatever canon holds and whoever makes it. */
const contradiction = ({ fact }: Candidate, weighed: Weighed): Objection | null => {
  const itself = weighed.brought.map(({ each }) => contradictsItself(each)).find((found) => found !== null);
  if (itself !== undefined) return itself;
  const clashing = clash(weighed);
  if (clashing.length > 0) {
    const nodes = clashing.map(({ subject }) => subject);
    return reject('contradicts_itself', { nodes, detail: 'two effects of it exclude each other' });
  }
  const bases = new Set(basesOf(fact));
  const denied = weighed.conflicts.filter(({ id }) => bases.has(id));
  return denied.length === 0
    ? null
    : reject('contradicts_itself', { facts: denied, detail: 'it contradicts what it rests on' });
};

/** What the claim comes to, once what gives way has given way. */
interface Outcome {
  weighed: Weighed;
  stand: Stand;
  displaced: readonly Fact[];
  /** They rest on what is displaced. */
  flagged: readonly Fact[];
}

const displacingRoundsMax = 64;

/** How the claim stands to what it meets. */
type Stand = 'fits' | 'displaces' | 'contests';

const standOf = (
  asked: Case,
  { fact: claimed }: Candidate,
  weighed: Weighed,
): { stand: Stand } | { objection: Objection } => {
  const { policy, standing } = asked;
  const { own, brought, conflicts, early, ends } = weighed;
  const parts = [own, ...brought.map(({ found }) => found)];
  const mine = new Set(brought.map(({ each }) => each.fact.id));
  const crowd = parts.flatMap((part) => part.crowd).filter(({ id }) => !mine.has(id));
  const against = [...conflicts, ...crowd, ...early.map(({ fact }) => fact)];
  const needs = parts.flatMap((part) => part.needs);
  const locked = [...against, ...ends.map(({ fact }) => fact)].filter((fact) => fact.locked);
  if (locked.length > 0) return { objection: reject('locked', { facts: locked }) };
  if (against.length > 0 && !policy.mayRetcon.includes(standing.authority)) {
    const disagreement =
      crowd.length > 0 || early.length > 0
        ? null
        : disagreementOf(asked, { rivals: conflicts, isEvent: claimed.event !== null });
    if (disagreement === null) return { objection: reject('contradicts_canon', { facts: against }) };
    return typeof disagreement === 'string' ? { stand: disagreement } : disagreement;
  }
  if (conflicts.length > 0) return { stand: 'displaces' };
  if (crowd.length > 0)
    return { objection: reject('which_gives_way', { facts: crowd, detail: 'end one of them first, or take it back' }) };
  if (needs.length > 0)
    return {
      objection: reject('needs_event', {
        facts: parts.flatMap(({ comesFrom }) => comesFrom ?? []),
        detail: needs.join(' or '),
      }),
    };
  return { stand: 'fits' };
};

const withEnd = (fact: Fact, until: StoryTime | null): Fact => (until === null ? fact : ended(fact, until));

const codeOf = ({ weighed: { early, ends }, stand, displaced }: Outcome): string => {
  if (displaced.length > 0) return 'retcon';
  if (stand === 'contests') return 'contested';
  if (early.length > 0) return 'corrects_its_end';
  return ends.length > 0 ? 'change' : 'new';
};

/** Events that stay though the GM says that what they brought about was not so. */
const standingEvents = ({ overlay }: Court, displaced: readonly Fact[]): readonly Fact[] => {
  const gone = new Set(displaced.map(({ id }) => id));
  return displaced
    .flatMap(({ derivesFrom }) => derivesFrom.flatMap((id) => overlay.fact(id) ?? []))
    .filter((base) => base.kind === 'event' && base.status !== 'retconned' && !gone.has(base.id));
};

const carriedOut = (court: Court, candidate: Candidate, outcome: Outcome): Change => {
  const { weighed, stand, displaced, flagged } = outcome;
  const { own, brought, known, conflicts, ends } = weighed;
  const main: Fact = {
    ...withEnd(candidate.fact, own.until),
    replaces: displaced.map(({ id }) => id).slice(0, derivationsMax),
    ...(stand === 'contests' ? { status: 'contested' as const } : {}),
  };
  const introduced = [main, ...brought.map(({ each, found }) => withEnd(each.fact, found.until))];
  const contested = stand === 'contests' ? conflicts.map((fact): Fact => ({ ...fact, status: 'contested' })) : [];
  const stay = standingEvents(court, displaced);
  return changeOf({
    puts: [
      ...introduced,
      ...ends.map(({ fact, at }) => ended(fact, at)),
      ...displaced.map((fact) => retconned(fact, { court, by: [main], reason: candidate.fact.statement })),
      ...contested,
      ...known.flatMap(({ fact, again }) => heldLonger(fact, again) ?? []),
    ],
    // What rests on something else does not stand by itself, nor what only follows from the event.
    supports: [
      ...introduced.map((fact) => ({ fact, sufficient: fact.derivesFrom.length === 0 })),
      ...known.map(({ fact }) => ({ fact, sufficient: false })),
    ],
    effects: {
      introduced: introduced.map(({ id }) => id),
      ended: ends.map(({ fact, at }) => ({ fact: fact.id, at })),
      retconned: displaced.map(({ id }) => id),
      supported: known.map(({ fact }) => fact.id),
      flagged: flagged.map(({ id }) => id),
      contested: contested.length === 0 ? [] : [main.id, ...contested.map(({ id }) => id)],
    },
    reasons: [
      because(codeOf(outcome), { facts: [...displaced, ...conflicts, ...ends.map(({ fact }) => fact)] }),
      ...(own.givesWayTo.length === 0 ? [] : [because('holds_until', { facts: own.givesWayTo })]),
      ...(stay.length === 0 ? [] : [because('event_stands', { facts: stay })]),
    ],
  });
};

/** Weighs again without what gives way, for that neither limits the claim nor is known any more, until nothing more gives way. */
const displacing = (asked: Case, candidate: Candidate): Outcome | { objection: Objection } => {
  const { court } = asked;
  const displaced = new Map<FactId, Fact>();
  const flagged = new Map<FactId, Fact>();
  let weighed = weigh(court, candidate);
  for (let round = 0; round < displacingRoundsMax; round++) {
    const contradicts = contradiction(candidate, weighed);
    if (contradicts !== null) return { objection: contradicts };
    const stood = standOf(asked, candidate, weighed);
    if ('objection' in stood) return { objection: unfitEffect(court, weighed) ?? stood.objection };
    const { stand } = stood;
    if (stand !== 'displaces')
      return {
        ...{ weighed, stand, displaced: [...displaced.values()] },
        flagged: [...flagged.values()].filter(({ id }) => !displaced.has(id)),
      };
    const fallen = fallenWith(court, weighed.conflicts);
    const locked = fallen.facts.filter((fact) => fact.locked);
    if (locked.length > 0) return { objection: reject('locked', { facts: locked }) };
    for (const fact of [...weighed.conflicts, ...fallen.facts]) displaced.set(fact.id, fact);
    for (const fact of fallen.flagged) flagged.set(fact.id, fact);
    const gone = [...displaced.values()].map((fact): Fact => ({ ...fact, status: 'retconned' }));
    weighed = court.overlay.supposing(gone, () => weigh(court, candidate));
  }
  return { objection: reject('too_many_facts', { facts: [...displaced.values()] }) };
};

/** What accepting the claim would do, or why it cannot be accepted. */
export const accept = (asked: Case, candidate: Candidate): Ruling => {
  const { court } = asked;
  const outcome = displacing(asked, candidate);
  if ('objection' in outcome) return outcome;
  const gone = outcome.displaced.map((fact): Fact => ({ ...fact, status: 'retconned' }));
  const objection = court.overlay.supposing(gone, () => unfitEffect(court, outcome.weighed));
  return objection === null ? { change: carriedOut(court, candidate, outcome) } : { objection };
};
