import type { Fact } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { Condition, RoleName } from '../../schemas/vocabulary.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { compareTimes, isBefore, nextMoment } from '../domain/story-time.ts';
import type { Candidate, Court } from './candidate.ts';
import { type Objection, reject } from './objection.ts';
import { absent, beforeExistence } from './presence.ts';
import type { Overlay } from './world.ts';

// The third check: nothing later than the story has come, causes before effects, and nobody does or suffers what they can't at the time.

/** What speaks against a condition: the facts that break it, or an empty list where something should be so and is not known to be. */
const broken = (
  overlay: Overlay,
  node: NodeId,
  { condition, time }: { condition: Condition; time: StoryTime | null },
): { value: string; facts: readonly Fact[] } | null => {
  const values = overlay.valuesAt(node, condition.predicate, time);
  if (condition.isNot !== undefined) {
    const { isNot } = condition;
    const found = values.filter(({ value }) => isNot.includes(value));
    const [first] = found;
    return first === undefined ? null : { value: first.value, facts: found.map(({ fact }) => fact) };
  }
  const wanted = condition.is ?? [];
  return values.some(({ value }) => wanted.includes(value))
    ? null
    : { value: `not_${wanted.join('_or_')}`, facts: values.map(({ fact }) => fact) };
};

const codePart = (value: string): string => value.replaceAll(/[^a-z0-9]+/g, '_').slice(0, 40);

interface Bound {
  node: NodeId;
  conditions: readonly Condition[];
  /** `acts`, `patient_is`: with the value it makes the code. */
  as: string;
}

const roleWords: Readonly<Record<RoleName, string>> = {
  agent: 'acts_while',
  patient: 'patient_is',
  witness: 'witness_is',
  instrument: 'instrument_is',
  place: 'place_is',
};

const boundsOf = ({ fact, rule, kind }: Candidate): readonly Bound[] => {
  const bounds: Bound[] = (fact.event?.participants ?? []).map(({ role, node }) => ({
    node,
    conditions: kind?.roles[role]?.must ?? [],
    as: roleWords[role],
  }));
  if (rule === null) return bounds;
  bounds.push({ node: fact.subject, conditions: rule.must, as: 'subject_is' });
  if (rule.object.kind === 'node' && fact.object?.kind === 'node')
    bounds.push({ node: fact.object.id, conditions: rule.object.must, as: 'object_is' });
  return bounds;
};

/** Somebody is not in the state that it takes. */
export const unfit = (overlay: Overlay, candidate: Candidate): Objection | null => {
  const { from: time, to } = candidate.fact.valid;
  if (time === null && to !== null) return null; // it is over, and nobody knows what held when it began
  for (const { node, conditions, as } of boundsOf(candidate))
    for (const condition of conditions) {
      const why = broken(overlay, node, { condition, time });
      if (why !== null) return reject(`${as}_${codePart(why.value)}`, { facts: why.facts, nodes: [node] });
    }
  return null;
};

/** Somebody was not there yet, or not in the state that it takes, or elsewhere. */
export const impossible = (court: Court, candidate: Candidate): Objection | null =>
  beforeExistence(court, candidate) ?? unfit(court.overlay, candidate) ?? absent(court, candidate);

/** An instant is over a moment after the clock; what is said to have lasted beyond it has not happened yet. */
const isToCome = ({ fact }: Candidate, clock: StoryTime): boolean => {
  const { from, to } = fact.valid;
  if (from !== null && compareTimes(from, clock) > 0) return true;
  const next = nextMoment(clock);
  return fact.event !== null && to !== null && next !== undefined && compareTimes(to, next) > 0;
};

export const untimely = (court: Court, candidate: Candidate): Objection | null => {
  const { overlay } = court;
  const { from } = candidate.fact.valid;
  if (overlay.clock !== null && isToCome(candidate, overlay.clock))
    return reject('in_the_future', { numbers: { second: from?.second ?? 0, clock: overlay.clock.second } });
  const causes = (candidate.fact.event?.causedBy ?? [])
    .map((id) => overlay.fact(id))
    .filter((fact) => fact !== undefined);
  const late = causes.filter((cause) => from !== null && cause.valid.from !== null && isBefore(from, cause.valid.from));
  if (late.length > 0) return reject('effect_before_cause', { facts: late });
  return impossible(court, candidate);
};
