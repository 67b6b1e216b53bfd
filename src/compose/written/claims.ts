import type { z } from 'zod';
import { type Fact, freeText, type Recorded } from '../../../schemas/canon.ts';
import type { Claim, EventClaim } from '../../../schemas/gate.ts';
import type { FactId, NodeId, UniverseId } from '../../../schemas/ids.ts';
import type { StoryTime, Validity } from '../../../schemas/time.ts';
import type { EventKindRule, PredicateRule, RoleName } from '../../../schemas/vocabulary.ts';
import {
  type writtenClaim,
  type writtenEventClaim,
  type WrittenEvent,
  type WrittenFact,
} from '../../../schemas/written-world.ts';
import { instantAt } from '../../domain/interval.ts';
import { later } from '../../domain/story-time.ts';
import type { Path } from '../explain.ts';
import {
  factsCalled,
  momentOf,
  nodeCalled,
  objectOf,
  participantsOf,
  type Scope,
  validityOf,
  visibilityOf,
} from './scope.ts';

// What a fact or an event says, in a proposal and in the world.

type Written = z.infer<z.ZodObject<typeof writtenClaim>>;
type WrittenDeed = z.infer<z.ZodObject<typeof writtenEventClaim>>;

const statementCharsMax = 2_000;

const asSaid = (written: Written): string => {
  const { subject, predicate = '', object } = written;
  const what =
    typeof object === 'object' ? JSON.stringify(object ?? '').replaceAll(/["{}]/g, '') : String(object ?? '');
  return `${subject} ${predicate.replaceAll('_', ' ')} ${what}`.trim().slice(0, statementCharsMax);
};

export const readClaim = (scope: Scope, path: Path, { id, written }: { id: FactId; written: Written }): Claim => {
  const predicate = written.predicate ?? freeText;
  const rule = scope.lexicon.predicate(predicate)?.object ?? null;
  if (written.predicate === undefined && written.statement === undefined)
    scope.complain([...path, 'predicate'], 'missing: a fact needs a predicate, or a statement in free words');
  return {
    id,
    subject: nodeCalled(scope, [...path, 'subject'], written.subject),
    predicate,
    object: objectOf(scope, [...path, 'object'], { written: written.object, rule }),
    statement: written.statement ?? asSaid(written),
    valid: validityOf(scope, path, written),
    visibility: visibilityOf(scope, [...path, 'visibility'], written.visibility),
    derivesFrom: [...factsCalled(scope, [...path, 'derives_from'], written.derives_from)],
  };
};

/** Whom an event is told of where nobody says: the first there is. */
const tellingRoles: readonly RoleName[] = ['agent', 'patient', 'instrument', 'place', 'witness'];

const deedOf = ({ event, participants }: WrittenDeed): string =>
  `${event.replaceAll('_', ' ')}: ${JSON.stringify(participants).replaceAll(/["{}[\]]/g, '')}`.slice(
    0,
    statementCharsMax,
  );

export const readEventClaim = (
  scope: Scope,
  path: Path,
  { id, written }: { id: FactId; written: WrittenDeed },
): EventClaim => {
  const participants = participantsOf(scope, [...path, 'participants'], written.participants);
  const byRole = (role: RoleName): NodeId | undefined => participants.find((each) => each.role === role)?.node;
  const subject =
    written.subject === undefined
      ? tellingRoles.map(byRole).find((node) => node !== undefined)
      : nodeCalled(scope, [...path, 'subject'], written.subject);
  return {
    id,
    subject: subject ?? scope.names.universe(scope.universe), // nobody takes part: it happened to the world
    predicate: written.event,
    object: null,
    statement: written.statement ?? deedOf(written),
    valid: validityOf(scope, path, written),
    visibility: visibilityOf(scope, [...path, 'visibility'], written.visibility),
    derivesFrom: [...factsCalled(scope, [...path, 'derives_from'], written.derives_from)],
    event: {
      participants,
      severity: written.severity ?? scope.lexicon.event(written.event)?.severity ?? 'minor',
      causedBy: [...factsCalled(scope, [...path, 'caused_by'], written.caused_by)],
    },
  };
};

// ── as canon holds them ──────────────────────────────────────────────────────────────────────────────────────────

export interface Holding {
  universe: UniverseId;
  introduced: Recorded;
  /** Now, in the fiction: up to when open facts are held for true where nobody says. */
  clock: StoryTime | null;
}

const heldUntilOf = (
  scope: Scope,
  path: Path,
  { written, valid, clock }: { written: WrittenFact | WrittenEvent; valid: Validity; clock: StoryTime | null },
): StoryTime | null => {
  if (valid.to !== null) return null;
  if (written.held_until !== undefined) return momentOf(scope, [...path, 'held_until'], written.held_until);
  return clock === null || valid.from === null ? (clock ?? valid.from) : later(clock, valid.from);
};

const instantly = ({ from, to }: Validity): Validity => (from !== null && to === null ? instantAt(from) : { from, to });

const wrongValue = (scope: Scope, path: Path, { predicate, object }: Claim): void => {
  if (predicate === freeText) return;
  const rule = scope.lexicon.predicate(predicate)?.object;
  if (rule === undefined) return;
  const is = object?.kind ?? 'none';
  if (is !== rule.kind) scope.complain([...path, 'object'], `\`${predicate}\` takes ${rule.kind}, and got ${is}`);
  else if (rule.kind === 'text' && object?.kind === 'text' && rule.oneOf?.includes(object.text) === false)
    scope.complain(
      [...path, 'object'],
      `\`${object.text}\` is no value of \`${predicate}\`: it is one of ${rule.oneOf.join(', ')}`,
    );
};

const kindOf = (scope: Scope, claim: Claim | EventClaim): Fact['kind'] => {
  if ('event' in claim) return 'event';
  if (claim.object?.kind === 'node') return 'relationship';
  return scope.lexicon.predicate(claim.predicate) === undefined ? 'statement' : 'state';
};

/** When it holds: an event and what is instant are over as they happen. */
const holds = (claim: Claim | EventClaim, rule: PredicateRule | EventKindRule | undefined): HoldsWhen => {
  const isInstant = 'event' in claim || (rule !== undefined && 'temporal' in rule && rule.temporal === 'instant');
  const valid = isInstant ? instantly(claim.valid) : claim.valid;
  return { valid, status: valid.to !== null && !isInstant ? 'ended' : 'canon' };
};

type HoldsWhen = Pick<Fact, 'valid' | 'status'>;

/** By whose word, and how sure. */
const worded = ({ authority, confidence = 1, locked = false, source, level }: WrittenFact | WrittenEvent) => {
  const isTold = source !== undefined || level !== undefined;
  return { authority: authority ?? (isTold ? ('source' as const) : ('gm' as const)), confidence, locked };
};

/** What canon knows of it besides what it says. */
const standing = (
  scope: Scope,
  path: Path,
  { claim, written, holding }: { claim: Claim | EventClaim; written: WrittenFact | WrittenEvent; holding: Holding },
): Fact => {
  const isEvent = 'event' in claim;
  const rule = isEvent ? scope.lexicon.event(claim.predicate) : scope.lexicon.predicate(claim.predicate);
  const { valid, status: usual } = holds(claim, rule);
  const status = written.status ?? usual;
  if (status === 'ended' && valid.to === null) scope.complain([...path, 'to'], 'missing: what has ended has an end');
  const { universe, introduced, clock } = holding;
  return {
    ...claim,
    ...worded(written),
    universe,
    kind: kindOf(scope, claim),
    valid,
    heldUntil: heldUntilOf(scope, path, { written, valid, clock }),
    status,
    visibility: claim.visibility ?? { level: rule?.visibility ?? 'public' },
    replaces: [...factsCalled(scope, [...path, 'replaces'], written.replaces)],
    event: isEvent ? claim.event : null,
    introduced,
    withdrawn: status === 'retconned' ? { ...introduced, reason: 'it never was', replacedBy: [] } : null,
  };
};

export const heldFact = (
  scope: Scope,
  path: Path,
  { id, written, holding }: { id: FactId; written: WrittenFact; holding: Holding },
): Fact => {
  const claim = readClaim(scope, path, { id, written });
  if (claim.predicate !== freeText && scope.lexicon.predicate(claim.predicate) === undefined)
    scope.complain([...path, 'predicate'], `the vocabulary has no predicate \`${claim.predicate}\``);
  wrongValue(scope, path, claim);
  return standing(scope, path, { claim, written, holding });
};

export const heldEvent = (
  scope: Scope,
  path: Path,
  { id, written, holding }: { id: FactId; written: WrittenEvent; holding: Holding },
): Fact => {
  const claim = readEventClaim(scope, path, { id, written });
  if (scope.lexicon.event(claim.predicate) === undefined)
    scope.complain([...path, 'event'], `the vocabulary has no kind of event \`${claim.predicate}\``);
  if (claim.valid.from === null) scope.complain([...path, 'from'], 'missing: an event happened at some time');
  return standing(scope, path, { claim, written, holding });
};
