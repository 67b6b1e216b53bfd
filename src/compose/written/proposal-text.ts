import { WrittenProposal } from '../../../schemas/written-proposal.ts';
import { readPhrase } from './phrase.ts';
import { type Problem, readAs } from './read.ts';

// One proposal as somebody wrote it: in words, or field by field, with or without its type.

export interface ParsedProposal {
  name: string;
  /** Null: it can't be read, and the problems say why. */
  written: WrittenProposal | null;
  problems: readonly Problem[];
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (written: unknown): written is Fields =>
  typeof written === 'object' && written !== null && !Array.isArray(written);

/** `stateChange`, `state-change`: `state_change`. */
const asType = (type: string): string =>
  type
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[- ]/g, '_')
    .toLowerCase();

const objectTypes = ['entity', 'axiom', 'source', 'story', 'scene', 'thread', 'party'] as const;

const impliedType = (fields: Fields): string => {
  const of = objectTypes.find((type) => isFields(fields[type]));
  if (of !== undefined) return of;
  if ('event' in fields || 'participants' in fields) return 'event';
  if ('keep' in fields && 'drop' in fields) return 'merge';
  if ('commit' in fields) return 'revert';
  return 'creates' in fields ? 'universe' : 'fact';
};

/** `propose`: the words of it, beside fields that say the rest. */
const spelledOut = (fields: Fields): { fields: Fields } | { error: string } => {
  const { propose, ...rest } = fields;
  if (typeof propose !== 'string') return { fields };
  const phrase = readPhrase(propose);
  if (!phrase.ok) return { error: phrase.error };
  const { called, ...said } = phrase.fields;
  return { fields: { ...said, ...(called === undefined ? {} : { fact: called }), ...rest } };
};

const nameOf = (written: unknown, otherwise: string): string => {
  const id = isFields(written) ? written['id'] : undefined;
  return typeof id === 'string' && id !== '' ? id : typeof id === 'number' ? String(id) : otherwise;
};

export const parseProposal = (written: unknown, otherwise: string): ParsedProposal => {
  const name = nameOf(written, otherwise);
  const refused = (message: string): ParsedProposal => ({ name, written: null, problems: [{ path: '', message }] });
  const given = typeof written === 'string' ? { propose: written } : written;
  if (!isFields(given)) return refused('a proposal is keys and values, or a phrase');
  const spelled = spelledOut(given);
  if ('error' in spelled) return refused(`propose: ${spelled.error}`);
  const { fields } = spelled;
  const type = typeof fields['type'] === 'string' ? asType(fields['type']) : (fields['type'] ?? impliedType(fields));
  const id = typeof fields['id'] === 'number' ? { id: String(fields['id']) } : {};
  const read = readAs(WrittenProposal, { ...fields, ...id, type });
  return 'value' in read
    ? { name, written: read.value, problems: [] }
    : { name, written: null, problems: read.problems };
};
