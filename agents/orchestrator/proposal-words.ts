import type { CanonNode } from '../../schemas/canon.ts';
import type { Calendar } from '../../schemas/calendar.ts';
import type { ProposalContent } from '../../schemas/gate.ts';
import type { FactId, NodeId } from '../../schemas/ids.ts';
import { instantAt } from '../../src/domain/interval.ts';
import { type Teller, whenText } from './telling.ts';

// What a proposal proposes, in a line.

const factsNamedMax = 3;

const factsText = async (told: Teller, ids: readonly FactId[]): Promise<string> => {
  const facts = await told.factsById(ids.slice(0, factsNamedMax));
  const named = facts.map(({ statement }) => `“${statement}”`);
  const rest = ids.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
};

const nodesText = async (told: Teller, ...ids: readonly NodeId[]): Promise<readonly string[]> => {
  await told.know(ids);
  return ids.map((id) => told.nameOf(id));
};

/** Once it is done, the former name is the first of the others. */
const formerName = (node: CanonNode | undefined, name: string): string | undefined =>
  node?.kind === 'entity' && node.name === name ? node.aliases[0] : undefined;

const correctionText = async (told: Teller, content: ProposalContent): Promise<string | null> => {
  switch (content.type) {
    case 'retcon':
      return `take back ${await factsText(told, content.facts)}`;
    case 'lock':
      return `lock ${await factsText(told, content.facts)}`;
    case 'unlock':
      return `unlock ${await factsText(told, content.facts)}`;
    case 'revert':
      return `undo the commit #${(await told.revisionOf(content.commit)) ?? content.commit}`;
    case 'merge': {
      const [keep, drop] = await nodesText(told, content.keep, content.drop);
      return `${drop} is ${keep}`;
    }
    case 'split': {
      const [from, into] = await nodesText(told, content.from, content.into);
      return `${into} is not ${from}: ${await factsText(told, content.facts)}`;
    }
    case 'rename': {
      const [node = ''] = await nodesText(told, content.node);
      return `${formerName(told.record(content.node), content.name) ?? node} is called ${content.name}`;
    }
    default:
      return null;
  }
};

const madeText = (content: ProposalContent): string => {
  switch (content.type) {
    case 'entity':
      return `${content.entity.name}, ${content.entity.type}`;
    case 'source':
      return `${content.source.title}, source`;
    case 'axiom':
      return content.axiom.statement;
    case 'universe':
      return `${content.universe.name}, universe`;
    case 'story':
      return `${content.story.title}, story`;
    case 'scene':
      return `${content.scene.title}, scene`;
    case 'thread':
      return `${content.thread.title}, thread`;
    case 'party':
      return `${content.party.name}, party`;
    case 'fork':
      return `${content.name}, a fork of this universe`;
    default:
      return content.type;
  }
};

export const plainOf = async (told: Teller, calendar: Calendar, content: ProposalContent): Promise<string> => {
  if ('claim' in content) {
    const { statement, valid } = content.claim;
    const isTimeless = valid.from === null && valid.to === null;
    const when = content.type === 'event' && valid.from !== null && valid.to === null ? instantAt(valid.from) : valid;
    return isTimeless ? statement : `${statement}, ${whenText(calendar, when)}`;
  }
  return (await correctionText(told, content)) ?? madeText(content);
};
