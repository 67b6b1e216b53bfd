import type { ASTNode } from '@marcbachmann/cel-js';
import { nearest } from '../domain/nearest.ts';
import { quoted } from '../domain/quoted.ts';
import { functions, methods } from './rule-cost.ts';
import { ruleVariables, type FieldRead } from './rule-facts.ts';
import { loopOf, loops, partsOf, readOf } from './rule-tree.ts';

// What may stand in a rule. It is less than CEL:
// L1. Names are those of the variables and their fields. A variable is never used whole.
// L2. Functions and methods are those whose cost is known. There are no patterns (`matches`): no bound on them can be read off.
// L3. No loop lies in another.
// L4. A field that holds one of a few words is compared with one of these.

/** What is wrong, and at which character of the expression. */
export interface Finding {
  at: number;
  message: string;
}

export interface Reading {
  findings: readonly Finding[];
  reads: readonly FieldRead[];
}

const knownNamesMax = 20;

const meant = (word: string, known: readonly string[]): string => {
  const near = nearest(word, known);
  if (near !== undefined) return `; did you mean ${quoted(near)}?`;
  return `; known: ${known.filter(Boolean).slice(0, knownNamesMax).map(quoted).join(', ')}`;
};

const refused: ReadonlyMap<string, string> = new Map([
  ['matches', 'a pattern can take very long; use `contains`, `startsWith` or `endsWith`'],
  ['dyn', 'it would switch off the check of types'],
]);

type CallNode = Extract<ASTNode, { op: 'call' | 'rcall' }>;

/** The variable and the expression. */
const loopTakes = 2;

interface Place {
  /** The variables of the loops around. */
  each: readonly string[];
  inLoop: string | null;
}

const nameFinding = (name: string, { each }: Place): string | undefined => {
  if (each.includes(name)) return undefined;
  if (ruleVariables.has(name))
    return `${quoted(name)} can't be used whole; name one of its fields, such as ${quoted(`${name}.${fieldsOf(name)[0] ?? ''}`)}`;
  return `no variable ${quoted(name)}${meant(name, [...ruleVariables.keys(), ...each])}`;
};

const fieldsOf = (variable: string): string[] => [...(ruleVariables.get(variable)?.keys() ?? [])];

const fieldFinding = ({ variable, field }: FieldRead): string | undefined =>
  ruleVariables.get(variable)?.has(field) === true
    ? undefined
    : `${quoted(variable)} has no field ${quoted(field)}${meant(field, fieldsOf(variable))}`;

const hasFinding = ([asked]: readonly ASTNode[]): string | undefined =>
  asked !== undefined && readOf(asked) === undefined
    ? '`has` asks for a field of a variable, as in `has(proposal.story_second)`'
    : undefined;

const takenBy = (node: CallNode): number | undefined => {
  const [name] = node.args;
  if (node.op === 'call') return functions.get(name)?.takes;
  return loops.includes(name) ? loopTakes : methods.get(name)?.takes;
};

const callFinding = (node: ASTNode): string | undefined => {
  if (node.op !== 'call' && node.op !== 'rcall') return undefined;
  const [name] = node.args;
  const given = node.op === 'call' ? node.args[1] : node.args[2];
  const why = refused.get(name);
  if (why !== undefined) return `${quoted(name)} is refused: ${why}`;
  const takes = takenBy(node);
  const [kind, known] =
    node.op === 'call'
      ? (['function', [...functions.keys()]] as const)
      : (['method', [...methods.keys(), ...loops]] as const);
  if (takes === undefined) return `no ${kind} ${quoted(name)}${meant(name, known)}`;
  if (takes !== given.length) return `${quoted(name)} takes ${takes}, and is given ${given.length}`;
  return name === 'has' ? hasFinding(given) : undefined;
};

const loopFinding = (node: ASTNode, { inLoop }: Place): string | undefined => {
  const loop = loopOf(node);
  if (loop === undefined) return undefined;
  if (inLoop !== null) return `${quoted(loop.method)} inside ${quoted(inLoop)}: a loop can't hold another`;
  return ruleVariables.has(loop.each)
    ? `${quoted(loop.each)} is a variable already; name this one otherwise`
    : undefined;
};

interface Literal {
  at: number;
  word: string;
}

const literalsIn = (node: ASTNode): readonly Literal[] => {
  if (node.op === 'list') return node.args.flatMap(literalsIn);
  return node.op === 'value' && typeof node.args === 'string' ? [{ at: node.start, word: node.args }] : [];
};

/** L4, for one side against the other. */
const wordFindings = (side: ASTNode, other: ASTNode): Finding[] => {
  const read = readOf(side);
  const words = read && ruleVariables.get(read.variable)?.get(read.field)?.words;
  if (read === undefined || words === undefined || words === null) return [];
  return literalsIn(other)
    .filter(({ word }) => !words.includes(word))
    .map(({ at, word }) => ({
      at,
      message: `${quoted(`${read.variable}.${read.field}`)} is never ${quoted(word)}${meant(word, words)}`,
    }));
};

const comparedWords = (node: ASTNode): Finding[] => {
  if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') return [];
  const [left, right] = node.args;
  return [...wordFindings(left, right), ...wordFindings(right, left)];
};

const literalFinding = (node: ASTNode): string | undefined => {
  if (node.op === 'map') return 'maps are refused: no variable holds one';
  if (node.op === 'value' && typeof node.args === 'object' && node.args !== null)
    return 'write text as `"…"` and numbers without a letter: no variable holds another kind';
  return undefined;
};

const indexFinding = (node: ASTNode): string | undefined => {
  if (node.op !== '[]' || node.args[0].op !== 'id') return undefined;
  const [{ args: name }, index] = node.args;
  return ruleVariables.has(name) && index.op === 'value'
    ? `name a field of ${quoted(name)} as ${quoted(`${name}.${String(index.args)}`)}`
    : undefined;
};

const readNode = (node: ASTNode, place: Place, into: { findings: Finding[]; reads: FieldRead[] }): void => {
  const read = readOf(node);
  if (read !== undefined && ruleVariables.has(read.variable)) {
    const message = fieldFinding(read);
    if (message === undefined) into.reads.push(read);
    else into.findings.push({ at: node.pos, message });
    return;
  }
  const message =
    (node.op === 'id' ? nameFinding(node.args, place) : undefined) ??
    callFinding(node) ??
    loopFinding(node, place) ??
    literalFinding(node) ??
    indexFinding(node);
  if (message !== undefined) {
    into.findings.push({ at: node.start, message });
    return;
  }
  into.findings.push(...comparedWords(node));
  const loop = loopOf(node);
  if (loop === undefined) {
    for (const part of partsOf(node)) readNode(part, place, into);
    return;
  }
  readNode(loop.over, place, into);
  readNode(loop.body, { each: [...place.each, loop.each], inLoop: loop.method }, into);
};

/** Whether an expression keeps to the language, and which fields it reads. Types are not looked at. */
export const readExpression = (expression: ASTNode): Reading => {
  const into = { findings: [], reads: [] };
  readNode(expression, { each: [], inLoop: null }, into);
  return into;
};
