import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Document, isCollection, isScalar, isSeq, type Node, parseDocument, visit } from 'yaml';
import { Character, CharacterChoices } from '../../schemas/character.ts';
import { Failure } from '../domain/failure.ts';
import { writeDurably } from './durable.ts';
import { readYamlFile } from './yaml-file.ts';

// A character's file is written as a whole or not at all; what somebody wrote in it besides stays, comments too.

const lineWidth = 120;
const problemsShownMax = 20;

/** Nobody writes down what there is nothing of. */
const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === 0 ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** What is as it is without being said is left out. */
const plain = { belonging: { count: 1, at: 'carried' }, effect: { step: 1, of: 'self' } } as const;

const pruned = (value: unknown, usual: Readonly<Record<string, unknown>>): unknown =>
  Object.fromEntries(Object.entries(value as object).filter(([key, each]) => !isEmpty(each) && each !== usual[key]));

const written = (character: Character): Record<string, unknown> => {
  const kept = pruned(character, {}) as Record<string, unknown>;
  const features = character.features.map((each) => ({
    ...each,
    effects: each.effects.map((effect) => pruned(effect, plain.effect)),
  }));
  return {
    ...kept,
    ...(kept['belongings'] === undefined
      ? {}
      : { belongings: character.belongings.map((each) => pruned(each, plain.belonging)) }),
    ...(kept['features'] === undefined ? {} : { features: features.map((each) => pruned(each, {})) }),
  };
};

const compactKeys = new Set(['attributes', 'skills', 'resources', 'rested', 'actions', 'reached']);
const linesOfItems = new Set(['belongings', 'conditions', 'improvements']);

/** As a person would write it: numbers side by side, things a line each. */
const nodeOf = (document: Document, key: string, value: unknown): Node => {
  const node = document.createNode(value);
  if (compactKeys.has(key) && isCollection(node)) node.flow = true;
  if (linesOfItems.has(key) && isSeq(node)) for (const item of node.items) if (isCollection(item)) item.flow = true;
  if (key === 'features')
    visit(node, {
      Pair(_, { key: name, value: held }) {
        if (isScalar(name) && name.value === 'effects' && isCollection(held)) held.flow = true;
      },
    });
  return node;
};

/** What changed of `text` and nothing else. */
const rewritten = (text: string, character: Character): string => {
  const document = parseDocument(text);
  const before = written(Character.parse(document.toJS()));
  const after = written(character);
  for (const key of Object.keys(Character.shape)) {
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) continue;
    if (after[key] === undefined) document.delete(key);
    else document.set(key, nodeOf(document, key, after[key]));
  }
  return document.toString({ lineWidth });
};

/** A new one as a file. */
export const characterText = (character: Character): string => {
  const document = new Document({});
  document.contents = document.createNode({});
  for (const [key, value] of Object.entries(written(character))) document.set(key, nodeOf(document, key, value));
  return document.toString({ lineWidth });
};

/** Changes a file that is there. */
export const rewriteCharacter = async (file: string, character: Character): Promise<void> => {
  await writeDurably(file, rewritten(await readFile(file, 'utf8'), character));
};

/** Writes somebody new, where there is nothing yet. */
export const writeNew = async (file: string, text: string): Promise<void> => {
  if (await exists(file))
    throw new Failure({
      kind: 'terminal',
      code: 'file_is_there',
      message: `there is a \`${path.basename(file)}\` already`,
      advice: 'Choose another name with `--out FILE`. Nothing was written.',
    });
  await writeDurably(file, text);
};

/** What is decided about somebody who is to be made. */
export const readChoices = async (file: string): Promise<CharacterChoices> => {
  const { value, problems } = await readYamlFile(file, CharacterChoices);
  if (value !== null) return value;
  const told = problems.slice(0, problemsShownMax).map((each) => `\n  - ${each.file}:${each.line}: ${each.message}`);
  throw new Failure({
    kind: 'terminal',
    code: 'bad_choices',
    message: `nobody can be made of \`${path.basename(file)}\`${told.join('')}`,
    advice: '`docs/schemas/character-choices.schema.json` says what it may hold.',
  });
};
