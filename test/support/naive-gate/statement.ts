import type { Vocabulary } from '../../../schemas/vocabulary.ts';
import { beforeBirth, type Candidate, oppositionTo } from './against.ts';
import { endedBy } from './endings.ts';
import { effectsOf, undoesItself } from './effects.ts';
import { formFaults } from './form.ts';
import type { Judged, Table } from './table.ts';
import { backed, carried, knownAs, knownEffect, knownFrom, levelOf, losersTo, saidUntil } from './repeat.ts';
import { dependentsOf, fallenWith, put } from './resting.ts';
import { outcomeOf, refusal } from './ruling.ts';
import { type About, authorityOf, houseSays, misgivings } from './standing.ts';
import { type Canon, immemorial, justAfter, type Move, never, type Told } from './tale.ts';
import { timeFaults, unfit } from './timing.ts';
import { jointsOf } from './truth.ts';
import { ruleFor } from './words.ts';

type Statement = Extract<Move, { what: 'claim' | 'event' }>;

const factOf = (table: Table, { batch }: Canon, move: Statement): Told => {
  const made = {
    label: `f${move.number}`,
    batch,
    held: null,
    isOver: false,
    status: 'live' as const,
    locked: false,
    authority: authorityOf(table.policy, move),
    level: move.origin === 'snippet' ? move.level : null,
    effectOf: null,
    carriers: [],
    changed: [],
  };
  if (move.what === 'event') {
    const { event, parties, from, to, causedBy } = move;
    const subject = parties[0]?.[1] ?? '';
    const ends = to ?? justAfter(from);
    return {
      ...{ ...made, kind: 'event', subject, predicate: event, object: '' },
      ...{ from, to: ends, parties, causedBy, derivesFrom: [] },
    };
  }
  const { subject, predicate, object, from, to, derivesFrom } = move;
  const fact: Told = {
    ...made,
    kind: 'claim',
    subject,
    predicate,
    object,
    from,
    to,
    parties: [],
    causedBy: [],
    derivesFrom,
  };
  return { ...fact, to: isInstant(table.policy.vocabulary, fact) ? justAfter(from) : to };
};

const isInstant = (vocabulary: Vocabulary, { predicate }: Told): boolean =>
  ruleFor(vocabulary, predicate)?.temporal === 'instant';

/** It tells of an end of what is so for good. */
const isEndless = (vocabulary: Vocabulary, { predicate, kind, to }: Told): boolean =>
  kind === 'claim' && to !== never && ruleFor(vocabulary, predicate)?.temporal === 'permanent';

/** What would stand in its way after everything else: doubts about whose word it is, then the house. */
const doubts = (
  table: Table,
  move: Move,
  about: About,
): { verdict: 'rejected' | 'pending'; codes: readonly string[] } | null => {
  const codes = misgivings(table.policy, move);
  if (codes.length > 0) return { verdict: 'pending', codes };
  const house = houseSays(table.rules, move, about);
  return house === 'yes' ? null : { verdict: house, codes: ['house_rule'] };
};

const aboutOf = ({ kind, predicate, authority, from }: Told): About => ({
  isEvent: kind === 'event',
  predicate,
  authority,
  second: from === immemorial ? null : Math.floor(from / 100),
});

/** Canon holds it already: it gains support, and perhaps an end. */
const judgeRepeat = (
  table: Table,
  canon: Canon,
  { move, fact, known }: { move: Statement; fact: Told; known: readonly Told[] },
): Judged => {
  const { policy } = table;
  const isGm = policy.mayRetcon.includes(fact.authority);
  const open = known.find(({ to, kind }) => to === never && kind === 'claim');
  const doubt = doubts(table, move, aboutOf(fact));
  if (isEndless(policy.vocabulary, fact))
    return refusal(canon, move, { verdict: 'rejected', codes: ['never_ends'], against: known });
  if (open !== undefined && fact.to !== never) {
    const isLater = fact.to >= (open.held ?? open.from);
    const ended = { ...backed(open, fact), to: fact.to, held: null, isOver: true };
    if (isLater || move.intent !== 'assert') {
      if (open.locked) return refusal(canon, move, { verdict: 'rejected', codes: ['locked'], against: [open] });
      if (!isLater && !isGm)
        return refusal(canon, move, { verdict: 'rejected', codes: ['contradicts_canon'], against: [open] });
      if (doubt !== null) return refusal(canon, move, doubt);
      return outcomeOf(put(canon, [ended]), move, {
        codes: [isLater ? 'ends' : 'corrects_its_end'],
        ended: [{ fact: open.label, at: fact.to }],
      });
    }
  }
  if (doubt !== null) return outcomeOf(canon, move, { codes: ['already_known'] });
  const settled = known.filter(({ status }) => isGm && status === 'contested');
  const losers = settled.flatMap((winner) => losersTo(policy.vocabulary, canon.facts, winner));
  if (losers.some(({ locked }) => locked))
    return refusal(canon, move, {
      verdict: 'rejected',
      codes: ['locked'],
      against: losers.filter(({ locked }) => locked),
    });
  const raised = known.map((each): Told => {
    const again = carried(canon, each, fact);
    if (!settled.includes(each)) return again;
    const chosen = losers.map((before) => ({ before, after: { ...before, status: 'retconned' as const } }));
    return { ...again, status: 'live', changed: [...again.changed, ...chosen] };
  });
  const after = put(canon, [...raised, ...losers.map((loser) => ({ ...loser, status: 'retconned' as const }))]);
  return outcomeOf(after, move, {
    codes: settled.length > 0 ? ['settles'] : ['already_known'],
    retconned: losers.map(({ label }) => label),
  });
};

interface Asked {
  move: Statement;
  fact: Told;
  effects: readonly Told[];
}

/** Everything that stands against it and against what it brings about, together. */
const opposed = (table: Table, facts: readonly Told[], { move, fact, effects }: Asked) => {
  const { vocabulary, mayRetcon } = table.policy;
  const isGm = mayRetcon.includes(fact.authority);
  const candidateFor = (each: Told): Candidate => ({
    ...each,
    intent: move.intent,
    byGm: isGm,
    bases: [...each.derivesFrom, ...fact.causedBy, fact.label],
    corrects: move.intent === 'correct' && (isGm || fact.authority === 'source'),
    ...(each === fact ? { upTo: never } : { brings: fact, upTo: knownFrom(vocabulary, facts, each) }),
  });
  const again = effects.flatMap((effect) =>
    knownEffect(vocabulary, facts, effect).map((known) => ({ label: known.label, effect })),
  );
  const fresh = effects.filter((effect) => !again.some((one) => one.effect === effect));
  const claims = fact.kind === 'event' ? fresh : [fact];
  const each = claims.map((claim) => {
    const others = claims.filter((other) => other !== claim);
    // Together with what else it brings about there may be too many of them.
    const together = jointsOf(vocabulary, [...facts, ...others], claim).filter(({ at }) => at <= claim.from);
    const found = oppositionTo(vocabulary, facts, candidateFor(claim));
    return { claim, ...found, crowd: [...found.crowd, ...together.flatMap((joint) => joint.facts)] };
  });
  const births = fact.kind === 'event' ? beforeBirth(vocabulary, facts, fact) : [];
  const isEnding = ({ label }: Told): boolean => !again.some((one) => one.label === label);
  const endings = fact.kind === 'event' ? endedBy(vocabulary, facts, fact) : { ends: [], early: [] };
  const conflicts = [...new Set([...births, ...each.flatMap((one) => one.conflicts)])];
  return {
    ...{ each, fresh, again, conflicts, isGm },
    endings: endings.ends.filter(isEnding),
    early: [...endings.early.filter(isEnding), ...each.flatMap((one) => one.early)].filter(
      (end) => !conflicts.includes(end),
    ),
  };
};
type Opposed = ReturnType<typeof opposed>;

/** What gives way is out of the way: the rest is looked at as if it had never been, until nothing more gives way. */
const weighed = (table: Table, canon: Canon, asked: Asked): Opposed => {
  let roots: readonly Told[] = [];
  for (;;) {
    const gone = fallenWith(canon.facts, roots);
    const visible = canon.facts.filter((fact) => !gone.includes(fact));
    const found = opposed(table, visible, asked);
    const stand = { ...found, conflicts: [...new Set([...roots, ...found.conflicts])] };
    if (found.conflicts.length === 0 || resolve(table, asked.fact, stand) !== 'retcon') return stand;
    roots = stand.conflicts;
  }
};

const ranks = ['proposed', 'canon', 'authoritative'];

/** What becomes of the conflicts: nothing stands in the way, they give way, both stand, or it is refused. */
const resolve = (
  { policy }: Table,
  fact: Told,
  { conflicts, early, isGm, each }: Opposed,
): 'none' | 'retcon' | 'contest' | 'refuse' => {
  const all = [...conflicts, ...early];
  if (all.length === 0) return 'none';
  if (isGm) return 'retcon';
  if (fact.authority !== 'source' || fact.level === null || early.length > 0) return 'refuse';
  const own = ranks.indexOf(fact.level);
  const theirs = all.map((each) => {
    const level = levelOf(each);
    return each.authority === 'source' && level !== null ? ranks.indexOf(level) : null;
  });
  if (theirs.every((rank) => rank !== null && rank < own)) return 'retcon';
  const isContest = policy.contradictingSources === 'contest' && theirs.every((rank) => rank === own);
  return isContest && fact.kind === 'claim' && each.length === 1 ? 'contest' : 'refuse';
};

const refusedFor = (
  table: Table,
  fact: Told,
  stand: Opposed,
): { codes: readonly string[]; against: readonly Told[] | null } | null => {
  const { each, endings, conflicts, early, isGm } = stand;
  const crowd = each.flatMap((one) => one.crowd);
  const needs = each.flatMap((one) => one.needs);
  const touched = [...conflicts, ...each.flatMap((one) => [...one.ends, ...one.early]), ...endings];
  const codes: string[] = [];
  if (conflicts.some(({ label }) => [...fact.derivesFrom, ...fact.causedBy].includes(label)))
    codes.push('contradicts_itself');
  if ([...touched, ...crowd].some(({ locked }) => locked)) codes.push('locked');
  if (needs.length > 0) codes.push('needs_event');
  if (crowd.length > 0) codes.push(isGm ? 'which_gives_way' : 'contradicts_canon');
  if (resolve(table, fact, stand) === 'refuse') codes.push('contradicts_canon');
  // Of a crowd it is enough to name one moment's.
  return codes.length === 0
    ? null
    : { codes, against: crowd.length > 0 ? null : [...new Set([...conflicts, ...early])] };
};

const axiomFault = (
  { axioms }: Table,
  about: About,
): { verdict: 'rejected' | 'pending'; codes: readonly string[] } | null => {
  const kept = axioms.map(({ fires }) => fires(about));
  if (kept.includes(false)) return { verdict: 'rejected', codes: ['breaks_axiom'] };
  return kept.includes(null) ? { verdict: 'pending', codes: ['axiom_failed'] } : null;
};

/** Makes it so. */
const carryOut = (
  table: Table,
  canon: Canon,
  { move, fact, stand }: { move: Statement; fact: Told; stand: Opposed },
): Judged => {
  const how = resolve(table, fact, stand);
  const isContest = how === 'contest';
  const gone = isContest ? [] : fallenWith(canon.facts, stand.conflicts);
  if (gone.some(({ locked }) => locked))
    return refusal(canon, move, {
      verdict: 'rejected',
      codes: ['locked'],
      against: gone.filter(({ locked }) => locked),
    });
  const ends = new Map<string, number>();
  for (const one of stand.each) for (const rival of [...one.ends, ...one.early]) ends.set(rival.label, one.claim.from);
  for (const ended of stand.endings) ends.set(ended.label, fact.to);
  for (const { label } of gone) ends.delete(label);

  const left = (before: Told): Told => {
    const at = ends.get(before.label);
    if (gone.includes(before)) return { ...before, status: 'retconned' };
    if (isContest && stand.conflicts.includes(before)) return { ...before, status: 'contested' };
    return at === undefined ? before : { ...before, to: at, held: null, isOver: true };
  };
  const changes = (facts: readonly Told[]) =>
    facts.map((before) => ({ before, after: left(before) })).filter(({ before, after }) => after !== before);
  const held = (to: number, from: Told): number | null => (to === never ? saidUntil(canon, from) : null);

  const own = (claim: Told): Told => {
    const one = stand.each.find((each) => each.claim === claim);
    const isMain = claim === fact;
    // What was never so gives way to the claim as a whole; what ends, to what begins.
    const own = [...(isMain ? [...gone, ...stand.endings] : []), ...(one?.ends ?? []), ...(one?.early ?? [])];
    if (one === undefined) return { ...claim, changed: changes(own) };
    return {
      ...claim,
      to: one.to,
      held: held(one.to, claim),
      isOver: one.to !== claim.to,
      status: isContest ? 'contested' : 'live',
      changed: changes([...own, ...(isMain && isContest ? one.conflicts : [])]),
    };
  };
  const introduced = [fact, ...stand.fresh].map(own);
  const touched = canon.facts.map(left).map((each) => {
    const repeat = stand.again.find(({ label }) => label === each.label);
    return repeat !== undefined && each.status !== 'retconned' ? carried(canon, each, repeat.effect) : each;
  });
  const after: Canon = { ...canon, facts: [...touched, ...introduced] };
  const endedList = [...ends].map(([label, at]) => ({ fact: label, at }));
  const code = { none: endedList.length > 0 ? 'change' : 'new', retcon: 'retcon', contest: 'contested', refuse: '' }[
    how
  ];
  return outcomeOf(after, move, {
    codes: how === 'retcon' && stand.conflicts.length === 0 ? ['corrects_its_end'] : [code],
    ended: endedList,
    retconned: gone.map(({ label }) => label),
    contested: isContest ? [fact.label, ...stand.conflicts.map(({ label }) => label)] : [],
    flagged: dependentsOf(canon.facts, gone).map(({ label }) => label),
  });
};

export const judgeStatement = (table: Table, canon: Canon, move: Statement): Judged => {
  const { vocabulary } = table.policy;
  const fact = factOf(table, canon, move);
  const faults = formFaults(vocabulary, canon, move, fact);
  if (faults.length > 0) return refusal(canon, move, { verdict: 'rejected', codes: faults });
  const known = knownAs(vocabulary, canon.facts, fact);
  if (known.length > 0) return judgeRepeat(table, canon, { move, fact, known: known.slice(0, 1) });

  const statedEnd = move.what === 'event' ? move.to : null;
  const times = timeFaults(vocabulary, canon.facts, { fact, statedEnd, clock: canon.clock });
  if (times.length > 0) return refusal(canon, move, { verdict: 'rejected', codes: times.map(({ code }) => code) });

  const effects = effectsOf(vocabulary, fact);
  if (undoesItself(vocabulary, effects))
    return refusal(canon, move, { verdict: 'rejected', codes: ['contradicts_itself'] });
  const stand = weighed(table, canon, { move, fact, effects });
  const refused = refusedFor(table, fact, stand);
  const axiom = axiomFault(table, aboutOf(fact));
  if (refused !== null) {
    const unfitToo = effects.flatMap((effect) => unfit(vocabulary, [...canon.facts, ...effects], effect));
    const codes = [
      ...refused.codes,
      ...unfitToo.map(({ code }) => code),
      ...(axiom?.verdict === 'rejected' ? axiom.codes : []),
    ];
    return refusal(canon, move, { verdict: 'rejected', codes, against: refused.against });
  }
  const made = carryOut(table, canon, { move, fact, stand });
  if (made.ruling.verdict !== 'accepted') return made;
  // What it brings about has to suit everybody as they are once it is over.
  const impossible = stand.fresh.flatMap((effect) => unfit(vocabulary, made.canon.facts, effect));
  if (fact.kind === 'event' && unfit(vocabulary, made.canon.facts, fact).length > 0)
    return refusal(canon, move, { verdict: 'rejected', codes: ['contradicts_itself'] });
  if (impossible.length > 0)
    return refusal(canon, move, { verdict: 'rejected', codes: impossible.map(({ code }) => code) });
  if (isEndless(vocabulary, fact)) return refusal(canon, move, { verdict: 'rejected', codes: ['never_ends'] });
  const doubt = axiom ?? doubts(table, move, aboutOf(fact));
  return doubt === null ? made : refusal(canon, move, doubt);
};
