import { freeText, type FactObject, type Participant } from '../../schemas/canon.ts';
import type {
  AxiomDraft,
  ClaimDraft,
  Draft,
  EntityDraft,
  EventDraft,
  PartyDraft,
  SourceDraft,
  StoryDraft,
  ThreadDraft,
} from '../../schemas/draft.ts';
import type { Claim, ProposalContent } from '../../schemas/gate.ts';
import type { EntityId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { type PredicateRule, RoleName } from '../../schemas/vocabulary.ts';
import {
  type Drafting,
  factsOf,
  objectOf,
  predicateRule,
  refuseUnknownEvent,
  unreadable,
  validOf,
  visibilityOf,
} from './draft-values.ts';
import { findEntity, type Named } from './naming.ts';
import { objectText } from './telling.ts';

// What a draft proposes, one function a kind.

export interface Content {
  content: ProposalContent;
  /** What is said if the person says nothing else. */
  plain: string;
  storyTime: StoryTime | null;
}

const typeOfClaim = (
  rule: PredicateRule | null,
  object: FactObject | null,
): 'fact' | 'relationship' | 'state_change' => {
  if (object?.kind === 'node') return 'relationship';
  return rule?.temporal === 'fluent' && rule.perSubject === 1 ? 'state_change' : 'fact';
};

const claimContent = async (drafting: Drafting, draft: ClaimDraft): Promise<Content> => {
  const { desk, book } = drafting;
  const rule = predicateRule(drafting, draft.predicate);
  const subject = await book.find(draft.subject, rule?.subject);
  const object = rule === null ? null : await objectOf(drafting, rule, draft);
  const other = object?.kind === 'node' ? (await book.find(object.id)).name : '';
  const said = objectText(object, { name: () => other, calendar: desk.about.calendar });
  const plain = [subject.name, draft.predicate.replaceAll('_', ' '), said ?? ''].join(' ').trim();
  const statement = draft.statement ?? (rule === null ? draft.says : plain);
  if (statement === undefined)
    throw unreadable('no_statement', `\`${freeText}\` has to say something`, 'Add `--statement "…"`, or `--says "…"`.');
  const claim: Claim = {
    id: desk.world.newId('fact'),
    subject: subject.id,
    predicate: draft.predicate,
    object,
    statement,
    valid: validOf(drafting, draft),
    visibility: await visibilityOf(drafting, draft.visibility),
    derivesFrom: (await factsOf(drafting, draft.derives_from)).ids,
  };
  return { content: { type: typeOfClaim(rule, object), claim }, plain: statement, storyTime: claim.valid.from };
};

const participantsOf = async (
  { book, desk }: Drafting,
  draft: EventDraft,
): Promise<{ role: RoleName; named: Named }[]> => {
  const rule = desk.vocabulary.events.find(({ name }) => name === draft.event);
  const found: { role: RoleName; named: Named }[] = [];
  for (const role of RoleName.options)
    for (const name of [draft.participants[role] ?? []].flat())
      found.push({ role, named: await book.find(name, rule?.roles[role]?.types) });
  return found;
};

const eventContent = async (drafting: Drafting, draft: EventDraft): Promise<Content> => {
  refuseUnknownEvent(drafting, draft.event);
  const { desk } = drafting;
  const rule = desk.vocabulary.events.find(({ name }) => name === draft.event);
  const took = await participantsOf(drafting, draft);
  const subject = took.find(({ role }) => role === 'patient') ?? took[0];
  if (subject === undefined)
    throw unreadable('missing_participant', `nobody takes part in the \`${draft.event}\``, 'Add `--patient NAME`.');
  const who = took.map(({ role, named }) => `${role} ${named.name}`).join(', ');
  const plain = `${draft.event.replaceAll('_', ' ')}: ${who}`;
  const participants: Participant[] = took.map(({ role, named }) => ({ role, node: named.id }));
  const valid = validOf(drafting, draft);
  return {
    content: {
      type: 'event',
      claim: {
        id: desk.world.newId('fact'),
        subject: subject.named.id,
        predicate: draft.event,
        object: null,
        statement: draft.statement ?? plain,
        valid,
        visibility: await visibilityOf(drafting, draft.visibility),
        derivesFrom: (await factsOf(drafting, draft.derives_from)).ids,
        event: {
          participants,
          severity: draft.severity ?? rule?.severity ?? 'minor',
          causedBy: (await factsOf(drafting, draft.caused_by)).ids,
        },
      },
    },
    plain: draft.statement ?? plain,
    storyTime: valid.from,
  };
};

const entityContent = async (drafting: Drafting, draft: EntityDraft): Promise<Content> => {
  const archetype = draft.archetype === undefined ? null : await findEntity(drafting.book, draft.archetype);
  return {
    content: {
      type: 'entity',
      entity: {
        id: drafting.desk.world.newId('entity'),
        form: draft.form ?? 'instance',
        type: draft.type,
        name: draft.entity,
        aliases: draft.aliases ?? [],
        description: draft.description ?? null,
        properties: draft.properties ?? {},
        tags: draft.tags ?? [],
        derivesFrom: archetype?.id ?? null,
        visibility: (await visibilityOf(drafting, draft.visibility)) ?? { level: 'public' },
      },
    },
    plain: `There is a ${draft.type} called ${draft.entity}.`,
    storyTime: null,
  };
};

const axiomContent = async ({ desk }: Drafting, draft: AxiomDraft): Promise<Content> => ({
  content: {
    type: 'axiom',
    axiom: {
      id: desk.world.newId('axiom'),
      statement: draft.axiom,
      domain: draft.domain ?? 'world',
      constraint: draft.constraint ?? null,
    },
  },
  plain: draft.axiom,
  storyTime: null,
});

const storyContent = async ({ desk }: Drafting, draft: StoryDraft): Promise<Content> => ({
  content: {
    type: 'story',
    story: {
      ...{ id: desk.world.newId('story'), title: draft.story, premise: draft.premise ?? null },
      ...{ status: 'planned', starts: null, ends: null },
    },
  },
  plain: `There is a story: ${draft.story}.`,
  storyTime: null,
});

const threadContent = async (drafting: Drafting, draft: ThreadDraft): Promise<Content> => ({
  content: {
    type: 'thread',
    thread: {
      id: drafting.desk.world.newId('thread'),
      story: null,
      title: draft.thread,
      question: draft.question ?? null,
      status: 'open',
      clues: (await factsOf(drafting, draft.clues)).ids,
      visibility: (await visibilityOf(drafting, draft.visibility)) ?? { level: 'gm' },
    },
  },
  plain: `There is a thread: ${draft.thread}.`,
  storyTime: null,
});

const partyContent = async ({ desk, book }: Drafting, draft: PartyDraft): Promise<Content> => {
  const members: EntityId[] = [];
  for (const name of draft.members ?? []) members.push((await findEntity(book, name)).id);
  return {
    content: { type: 'party', party: { id: desk.world.newId('party'), name: draft.party, members, story: null } },
    plain: `There is a party called ${draft.party}.`,
    storyTime: null,
  };
};

const sourceContent = async ({ desk }: Drafting, draft: SourceDraft): Promise<Content> => ({
  content: {
    type: 'source',
    source: {
      ...{ id: desk.world.newId('source'), type: draft.type, title: draft.source },
      ...{ level: draft.level ?? 'canon', document: null },
    },
  },
  plain: `There is a source: ${draft.source}.`,
  storyTime: null,
});

export const contentOf = (drafting: Drafting, draft: Draft): Promise<Content> => {
  if ('subject' in draft) return claimContent(drafting, draft);
  if ('event' in draft) return eventContent(drafting, draft);
  if ('entity' in draft) return entityContent(drafting, draft);
  if ('axiom' in draft) return axiomContent(drafting, draft);
  if ('story' in draft) return storyContent(drafting, draft);
  if ('thread' in draft) return threadContent(drafting, draft);
  if ('party' in draft) return partyContent(drafting, draft);
  return sourceContent(drafting, draft);
};
