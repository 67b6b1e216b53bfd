import type { ASTNode } from '@marcbachmann/cel-js';
import { ruleVariables, type Field } from './rule-facts.ts';
import { loopOf, partsOf, readOf } from './rule-tree.ts';

// How long a rule can take at the worst: with every text and list at its bound, and nothing found before its end.
// C1. The estimate follows from the expression alone; what a proposal says can't raise it.
// C2. It is finite: an expression is a tree, a loop goes once through a list that is there before it starts, and no loop lies in another.
// C3. What an expression builds counts by its largest size, so that text can't grow unseen.

/** The largest value that a part of a rule can have. Numbers and booleans have no characters. */
export type Size = { chars: number } | { items: number; of: Size };

interface Estimate {
  /** About as long as looking at one part of a rule takes. */
  steps: number;
  size: Size;
}

const charsPerStep = 8;
/** Looking for a long text in a long one can compare many characters again and again. */
const searchedPairsPerStep = 512;
/** One letter can become two in lower case, and three in upper case. */
const lowerCaseGrowth = 2;
const upperCaseGrowth = 3;

const small: Size = { chars: 0 };

const charsOf = (size: Size): number => ('chars' in size ? size.chars : size.items * (1 + charsOf(size.of)));
const itemsOf = (size: Size): number => ('chars' in size ? 0 : size.items);
const elementOf = (size: Size): Size => ('chars' in size ? size : size.of);
const reading = (size: Size): number => itemsOf(size) + charsOf(size) / charsPerStep;

const widest = (one: Size, other: Size): Size =>
  'items' in one && 'items' in other
    ? { items: Math.max(one.items, other.items), of: widest(one.of, other.of) }
    : { chars: Math.max(charsOf(one), charsOf(other)) };

const joined = (one: Size, other: Size): Size =>
  'items' in one && 'items' in other
    ? { items: one.items + other.items, of: widest(one.of, other.of) }
    : { chars: charsOf(one) + charsOf(other) };

const grown = (size: Size, times: number): Size => ({ chars: charsOf(size) * times });

const searching = (text: Size, sought: Size): number =>
  (charsOf(text) + charsOf(sought)) / charsPerStep + (charsOf(text) * charsOf(sought)) / searchedPairsPerStep;

interface Callable {
  /** How many it takes, the receiver of a method not counted. */
  takes: number;
  costs: (receiver: Size, argument: Size) => number;
  gives: (receiver: Size) => Size;
}

const callable = (takes: number, costs: Callable['costs'], gives: Callable['gives'] = () => small): Callable => ({
  takes,
  costs,
  gives,
});

/** `name(value)` */
export const functions: ReadonlyMap<string, Callable> = new Map([
  ['has', callable(1, () => 1)],
  ['size', callable(1, reading)],
  ['int', callable(1, reading)],
  ['double', callable(1, reading)],
]);

/** `value.name(…)` */
export const methods: ReadonlyMap<string, Callable> = new Map([
  ['size', callable(0, reading)],
  ['contains', callable(1, searching)],
  ['startsWith', callable(1, (_, start) => reading(start))],
  ['endsWith', callable(1, (_, end) => reading(end))],
  ['trim', callable(0, reading, (text) => text)],
  ['lowerAscii', callable(0, reading, (text) => grown(text, lowerCaseGrowth))],
  ['upperAscii', callable(0, reading, (text) => grown(text, upperCaseGrowth))],
]);

const sizeOfField = ({ type, charsMax, itemsMax }: Field): Size =>
  type === 'list<string>' ? { items: itemsMax, of: { chars: charsMax } } : { chars: charsMax };

type Scope = ReadonlyMap<string, Size>;

const estimateLoop = (node: ASTNode, scope: Scope): Estimate | undefined => {
  const loop = loopOf(node);
  if (loop === undefined) return undefined;
  const over = estimate(loop.over, scope);
  const body = estimate(loop.body, new Map([...scope, [loop.each, elementOf(over.size)]]));
  const items = itemsOf(over.size);
  const sizes: Partial<Record<string, Size>> = { map: { items, of: body.size }, filter: over.size };
  return { steps: 1 + over.steps + items * (1 + body.steps), size: sizes[loop.method] ?? small };
};

const estimateCall = (node: ASTNode, parts: readonly Estimate[]): Estimate => {
  const steps = 1 + parts.reduce((sum, part) => sum + part.steps, 0);
  const [first = small, second = small] = parts.map(({ size }) => size);
  const table = node.op === 'call' ? functions : methods;
  const called = node.op === 'call' || node.op === 'rcall' ? table.get(node.args[0]) : undefined;
  if (called === undefined) return { steps: Infinity, size: small };
  return { steps: steps + called.costs(first, second), size: called.gives(first) };
};

/** By operator: what it does with its operands beyond looking at them, and what comes of it. */
const estimateOperator = (node: ASTNode, parts: readonly Estimate[]): Estimate => {
  const steps = 1 + parts.reduce((sum, part) => sum + part.steps, 0);
  const [first = small, second = small, third = small] = parts.map(({ size }) => size);
  switch (node.op) {
    case '+': {
      const size = joined(first, second);
      return { steps: steps + reading(size), size };
    }
    case '?:':
      return { steps, size: widest(second, third) };
    case '[]':
      return { steps, size: elementOf(first) };
    case 'list':
      return { steps, size: { items: parts.length, of: parts.map(({ size }) => size).reduce(widest, small) } };
    default:
      return { steps: steps + reading(first) + reading(second), size: small };
  }
};

const estimate = (node: ASTNode, scope: Scope): Estimate => {
  if (node.op === 'value') return { steps: 1, size: { chars: typeof node.args === 'string' ? node.args.length : 0 } };
  if (node.op === 'id') return { steps: 1, size: scope.get(node.args) ?? small };
  const read = readOf(node);
  const field = read && ruleVariables.get(read.variable)?.get(read.field);
  if (field !== undefined) return { steps: 2, size: sizeOfField(field) };
  const loop = estimateLoop(node, scope);
  if (loop !== undefined) return loop;
  const parts = partsOf(node).map((part) => estimate(part, scope));
  return node.op === 'call' || node.op === 'rcall' ? estimateCall(node, parts) : estimateOperator(node, parts);
};

/** The most steps that a rule can take; `Infinity` for what is not part of the language. */
export const stepsOf = (expression: ASTNode): number => Math.ceil(estimate(expression, new Map()).steps);
