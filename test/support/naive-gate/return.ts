import type { Cascade } from '../../../schemas/gate.ts';
import type { Vocabulary } from '../../../schemas/vocabulary.ts';
import { knownAs } from './repeat.ts';
import { beforeBirth, oppositionTo } from './against.ts';
import { isCarried } from './resting.ts';
import { type Canon, never, type Told } from './tale.ts';
import { impossible } from './timing.ts';
import { everybodyIn } from './truth.ts';
import { isOfOneself, toldOfThoseNow } from './who.ts';
import { isLive } from './words.ts';

// What comes back into force.

/** As it was left, but for how long it has been held to be so. */
export const sameState = (a: Told, b: Told): boolean =>
  a.to === b.to &&
  a.status === b.status &&
  a.locked === b.locked &&
  a.subject === b.subject &&
  a.object === b.object &&
  a.changed.length === b.changed.length &&
  a.parties.join() === b.parties.join();

interface Return {
  facts: readonly Told[];
  back: readonly Told[];
  inDoubt: readonly Told[];
}

const numberOf = ({ label }: Told): number => Number(/\d+/.exec(label)?.[0] ?? 0);

/** As they were before those that go, undone from the last of these on. */
export const asBefore = (facts: readonly Told[], gone: readonly Told[]): readonly Told[] => {
  const undone = [...gone].sort((a, b) => numberOf(b) - numberOf(a)).flatMap(({ changed }) => changed);
  return facts.flatMap((current) => {
    const was = undone.reduce((state, { before, after }): Told => {
      if (before.label !== current.label) return state;
      // When it is over, nobody has changed by contesting it.
      if (before.status === 'live' && after.status === 'contested' && state.status === 'contested')
        return { ...state, status: 'live' };
      return state.to === after.to && state.status === after.status ? before : state;
    }, current);
    return was === current ? [] : [{ ...current, to: was.to, held: was.held, isOver: was.isOver, status: was.status }];
  });
};

const returnOf = (before: readonly Told[], now: readonly Told[], isBack: (fact: Told) => boolean): Return => {
  const back = now.filter(
    (fact) =>
      isBack(fact) &&
      !before.some((former) => former.label === fact.label && former.held === fact.held && sameState(former, fact)),
  );
  const isGone = (label: string): boolean => now.some((fact) => fact.label === label && !isLive(fact));
  // What comes back and rests on what does not is for somebody to look at.
  const isInDoubt = (fact: Told): boolean => !isCarried(fact) && [...fact.derivesFrom, ...fact.causedBy].some(isGone);
  return { facts: now, back, inDoubt: back.filter(isInDoubt) };
};

/** In the order in which they began, those told first before others, and each after what it rests on. */
const oneAfterTheOther = (facts: readonly Told[]): readonly Told[] => {
  const placed: Told[] = [];
  const place = (fact: Told): void => {
    if (placed.includes(fact)) return;
    for (const base of inTime.filter(({ label }) => [...fact.derivesFrom, ...fact.causedBy].includes(label)))
      place(base);
    placed.push(fact);
  };
  const inTime = [...facts].sort((a, b) => (a.from === b.from ? numberOf(a) - numberOf(b) : a.from < b.from ? -1 : 1));
  inTime.forEach(place);
  return placed;
};

/** What comes back as these go: each as it was, as far as nothing else has taken its place. */
export const comingBack = (
  vocabulary: Vocabulary,
  { facts, cast }: Canon,
  { targets, cascade }: { targets: readonly Told[]; cascade: Cascade },
): Return => {
  let now = facts;
  const isGone = (label: string | null): boolean => now.some((fact) => fact.label === label && !isLive(fact));
  // What an event had brought about does not come back without it.
  const isGroundless = ({ effectOf, derivesFrom, ...fact }: Told): boolean =>
    !isCarried({ effectOf, derivesFrom, ...fact }) &&
    (isGone(effectOf) || (cascade === 'propagate' && derivesFrom.some(isGone)));
  const back = new Set<string>();
  for (const told of oneAfterTheOther(targets)) {
    const before = toldOfThoseNow(cast, told);
    if (everybodyIn(before).some((who) => cast.some((each) => each.who === who && each.isGone))) continue;
    if (isGroundless(before) || (isOfOneself(before) && !isOfOneself(told))) continue;
    const others = now.filter(({ label }) => label !== before.label);
    const claim = { ...before, intent: 'assert' as const, corrects: false, upTo: never, byGm: true, bases: [] };
    const { to, ends, early, conflicts, crowd, needs } = oppositionTo(vocabulary, others, claim);
    const inTheWay =
      before.kind === 'event'
        ? beforeBirth(vocabulary, others, before)
        : [
            // What came back just before ends where this begins, as if both had been told in order.
            ...ends.filter(({ label, locked }) => locked || !back.has(label)),
            ...conflicts.filter(({ status }) => status !== 'contested' || before.status !== 'contested'),
            ...[...early, ...crowd, ...needs],
          ];
    if (inTheWay.length > 0 || impossible(vocabulary, others, before).length > 0) continue;
    // Somebody has said so anew meanwhile.
    if (knownAs(vocabulary, others, before).length > 0) continue;
    const until = before.to === never ? to : before.to;
    const isOver = before.isOver || until !== before.to;
    const restored: Told = { ...before, to: until, held: until === never ? before.held : null, isOver };
    const over =
      before.kind === 'event' ? [] : ends.map((end) => ({ ...end, to: before.from, held: null, isOver: true }));
    now = now.map((fact) => [restored, ...over].find(({ label }) => label === fact.label) ?? fact);
    back.add(restored.label);
  }
  return returnOf(facts, now, ({ label }) => back.has(label));
};

/** All of these come back as they were, whatever they are beside: a moment ago they were beside it. */
export const puttingBack = (facts: readonly Told[], targets: readonly Told[]): Return => {
  const again = (fact: Told): Told | undefined => targets.find(({ label }) => label === fact.label);
  const now = facts.map((fact) => again(fact) ?? fact);
  return returnOf(facts, now, (fact) => again(fact) !== undefined);
};
