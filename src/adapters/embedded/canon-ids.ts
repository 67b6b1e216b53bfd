import { type IdKind, idPrefixes } from '../../../schemas/ids.ts';
import { refuseTooManyLike } from '../../ports/canon-call.ts';
import type { NamedKind } from '../../ports/canon-reader.ts';
import { text } from './canon-codes.ts';
import type { Sqlite } from './sqlite.ts';

// Ids by a part of them, from an index that holds nothing else: no record is read.

const tables: Readonly<Record<NamedKind, string>> = {
  fact: 'facts WHERE until IS NULL AND',
  entity: `nodes WHERE until IS NULL AND id GLOB '${idPrefixes.entity}_*' AND`,
  commit: 'commits WHERE',
  decision: 'decisions WHERE',
};

const charsBeforeBody = (kind: IdKind): number => idPrefixes[kind].length + 1;

export const idsLike = (
  database: Sqlite,
  { u, kind, part, max }: { u: number; kind: NamedKind; part: string; max: number },
): readonly string[] => {
  refuseTooManyLike(max);
  if (part === '') return [];
  return database
    .prepare(
      `SELECT id FROM ${tables[kind]} u = :u AND (substr(id, ${charsBeforeBody(kind) + 1}, :chars) = :part OR substr(id, -:chars) = :part)
       ORDER BY id LIMIT :max`,
    )
    .all({ u, part, chars: part.length, max })
    .map((row) => text(row, 'id'));
};
