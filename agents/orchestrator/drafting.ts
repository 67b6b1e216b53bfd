import type { Draft } from '../../schemas/draft.ts';
import type { Evidence } from '../../schemas/evidence.ts';
import type { Proposal, ProposalContent } from '../../schemas/gate.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { UserTurn } from '../../schemas/narrative.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { quoted } from '../../src/domain/quoted.ts';
import type { Person, PreviewDesk } from './desk.ts';
import { contentOf } from './draft-content.ts';
import { type Drafting, unreadable } from './draft-values.ts';
import type { Named } from './naming.ts';

// What a person wrote down, as a proposal: ids for names, seconds for dates, and their words as the evidence.
// D1. What cannot be read is refused before anything is written, with what it might have meant.
// D2. A claim about somebody who is proposed just before depends on that proposal.

/** A proposal on its way to the gate, with the words that it rests on. */
export interface Drafted {
  proposal: Proposal;
  turn: UserTurn;
}

/** Words that a person says at the console, as a turn of their seat. */
export const spoken = (
  { universe, world }: Pick<PreviewDesk, 'universe' | 'world'>,
  person: Person,
  { words, storyTime }: { words: string; storyTime: StoryTime | null },
): UserTurn => ({
  ...{ id: world.newId('turn'), universe, story: null, scene: null, number: 0, speaker: person.name, as: null },
  ...{ seat: person.seat, mode: 'command', text: words, storyTime },
  ...{ at: new Date(world.now()).toISOString(), replaces: null },
});

/** Their words as evidence. */
const declared = ({ universe, world }: Pick<PreviewDesk, 'universe' | 'world'>, turn: UserTurn): Evidence => ({
  ...{ id: world.newId('evidence'), universe, home: universe, kind: 'declaration', ref: turn.id },
  quote: turn.text,
});

/** What a person proposes, resting on what they say. */
export const proposed = (
  desk: Pick<PreviewDesk, 'universe' | 'world'>,
  turn: UserTurn,
  asked: Pick<Proposal, 'content' | 'intent' | 'confidence' | 'dependsOn'>,
): Proposal => {
  const { universe, world } = desk;
  const proposal = {
    ...{ id: world.newId('proposal'), universe, story: null, scene: null, turn: turn.id, ...asked },
    evidence: [declared(desk, turn)],
    authority: turn.seat,
    proposedBy: { kind: 'person' as const, name: turn.speaker, seat: turn.seat },
    storyTime: turn.storyTime,
    proposedAt: turn.at,
  };
  return { ...proposal, digest: digestOf(proposal) };
};

const nodeOf = (content: ProposalContent): (Named & { aliases: readonly string[] }) | null => {
  switch (content.type) {
    case 'entity':
      return { ...content.entity, aliases: content.entity.aliases };
    case 'story':
      return { id: content.story.id, name: content.story.title, type: 'story', aliases: [] };
    case 'thread':
      return { id: content.thread.id, name: content.thread.title, type: 'thread', aliases: [] };
    case 'party':
      return { id: content.party.id, name: content.party.name, type: 'party', aliases: [] };
    default:
      return null;
  }
};

const namedBy = (content: ProposalContent): readonly NodeId[] => {
  if ('claim' in content) {
    const { subject, object, visibility } = content.claim;
    const participants = 'event' in content.claim ? content.claim.event.participants.map(({ node }) => node) : [];
    const knowers = visibility?.level === 'known' ? visibility.to : [];
    return [subject, ...(object?.kind === 'node' ? [object.id] : []), ...participants, ...knowers];
  }
  if (content.type === 'party') return content.party.members;
  return content.type === 'entity' && content.entity.derivesFrom !== null ? [content.entity.derivesFrom] : [];
};

const referencesIn = (draft: Draft): readonly string[] => [
  ...('derives_from' in draft ? (draft.derives_from ?? []) : []),
  ...('caused_by' in draft ? (draft.caused_by ?? []) : []),
  ...('clues' in draft ? (draft.clues ?? []) : []),
];

/** Reads a draft as a proposal, and remembers what it brings for those that follow. */
export const drafted = async (drafting: Drafting, draft: Draft): Promise<Drafted> => {
  const { desk, person, book, keys, made } = drafting;
  if (draft.key !== undefined && keys.has(draft.key))
    throw unreadable('key_taken', `two lines have the key ${quoted(draft.key)}`, 'Give each its own.');
  const { content, plain, storyTime } = await contentOf(drafting, draft);
  const turn = spoken(desk, person, { words: draft.says ?? plain, storyTime });
  const dependsOn = [
    ...namedBy(content).flatMap((id) => made.get(id) ?? []),
    ...referencesIn(draft).flatMap((reference) => keys.get(reference)?.proposal ?? []),
  ];
  const proposal = proposed(desk, turn, {
    content,
    intent: draft.intent ?? 'assert',
    confidence: draft.confidence ?? 1,
    dependsOn: [...new Set(dependsOn)],
  });
  const node = nodeOf(content);
  if (node !== null) {
    book.add(node, node.aliases);
    made.set(node.id, proposal.id);
  }
  if (draft.key !== undefined)
    keys.set(draft.key, { proposal: proposal.id, fact: 'claim' in content ? content.claim.id : null });
  return { proposal, turn };
};

/** Names that a draft speaks of, so that all of a batch are read at once. */
export const namesIn = (draft: Draft): readonly string[] => {
  const fields = ['subject', 'members', 'archetype'] as const;
  const written = draft as Readonly<Record<string, unknown>>;
  const names = fields.flatMap((field) => [written[field] ?? []].flat());
  const participants = 'participants' in draft ? Object.values(draft.participants).flat() : [];
  const object = 'object' in draft && typeof draft.object === 'string' ? [draft.object] : [];
  const knowers = 'visibility' in draft && Array.isArray(draft.visibility) ? draft.visibility : [];
  return [...names, ...participants, ...object, ...knowers].filter((name) => typeof name === 'string');
};
