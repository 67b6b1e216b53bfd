import type { Fact, FactObject } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import { digestOfText } from './canonical-json.ts';
import { foldText } from './names.ts';

/** Longer texts are keyed by their digest, so that a key fits an index whatever was said. */
export const objectKeyTextCharsMax = 100;

/**
 * What a fact says of its subject as one short text: two objects are the same if and only if their keys are equal.
 *
 * - A node is its id, which no other key can look like.
 * - Texts are the same when a reader would not tell them apart: letter case, spacing, and the make of quotes and dashes do not count. Accents, articles and
 *   punctuation do, unlike in names: taking two values for one would hide a contradiction for good, taking one for two only has it asked about.
 * - A number goes with its unit, as written: no unit is converted.
 */
export const objectKey = (object: FactObject | null): string => {
  if (object === null) return 'none';
  switch (object.kind) {
    case 'node':
      return object.id;
    case 'text': {
      const text = foldText(object.text);
      return text.length <= objectKeyTextCharsMax ? `text:${text}` : `digest:${digestOfText(text)}`;
    }
    case 'number':
      return `number:${object.number}:${object.unit ?? ''}`;
    case 'flag':
      return `flag:${object.flag}`;
    case 'time':
      return `time:${object.time.second}.${object.time.ordinal}`;
  }
};

/** A fact that leads from its subject to another node. */
export type EdgeFact<F extends Pick<Fact, 'object'> = Fact> = F & { object: Extract<FactObject, { kind: 'node' }> };

export const isEdge = <F extends Pick<Fact, 'object'>>(fact: F): fact is EdgeFact<F> => fact.object?.kind === 'node';

/** Every node that a fact touches, once: its subject, its object, who took part. */
export const nodesOf = (
  fact: Pick<Fact, 'subject' | 'object'> & { event: Pick<NonNullable<Fact['event']>, 'participants'> | null },
): readonly NodeId[] => {
  const nodes = new Set<NodeId>([fact.subject]);
  if (isEdge(fact)) nodes.add(fact.object.id);
  for (const { node } of fact.event?.participants ?? []) nodes.add(node);
  return [...nodes];
};
