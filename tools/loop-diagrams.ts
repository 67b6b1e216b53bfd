// Draws the machines into docs/loops.md, between the marks that name them.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { over } from '../src/loops/loop.ts';
import { mainMachine } from '../src/loops/main.ts';
import { sceneMachine } from '../src/loops/scene.ts';
import { storyMachine } from '../src/loops/story.ts';
import { turnMachine } from '../src/loops/turn.ts';

const page = path.join(path.dirname(import.meta.dirname), 'docs', 'loops.md');
const machines: readonly AnyStateMachine[] = [mainMachine, storyMachine, sceneMachine, turnMachine];

/** `finalizing_deciding`: Mermaid knows no dots. */
const nameOf = (node: AnyStateNode): string => node.path.join('_');

const isLeaf = (node: AnyStateNode): boolean => Object.keys(node.states).length === 0;

const leavesOf = (node: AnyStateNode): AnyStateNode[] =>
  isLeaf(node) ? [node] : Object.values(node.states).flatMap(leavesOf);

/** Where one gets to by entering a state: the innermost that it begins with. */
const entered = (node: AnyStateNode): AnyStateNode => {
  const [first] = isLeaf(node) ? [] : node.initial.target;
  return first === undefined ? node : entered(first);
};

/** Between two states, upon what. */
const waysFrom = (node: AnyStateNode): (readonly [string, string, string])[] => {
  const own = node.parent === undefined ? [node] : [node, node.parent];
  return own
    .flatMap((each) => [...each.transitions.values()].flat())
    .flatMap(({ eventType, target }) =>
      (target ?? []).map((to) => [nameOf(node), nameOf(entered(to)), String(eventType)] as const),
    );
};

export const diagramOf = (machine: AnyStateMachine): string => {
  const leaves = leavesOf(machine.root);
  const labels = new Map<string, Set<string>>();
  for (const [from, to, event] of leaves.flatMap(waysFrom)) {
    if (from === to) continue; // again: every step has that, and none is worth an arrow
    const way = `${from} --> ${to}`;
    labels.set(way, (labels.get(way) ?? new Set()).add(event));
  }
  const ends = leaves.filter(({ type, tags }) => type === 'final' || tags.includes(over));
  const finals = ends.map((node) => `  ${nameOf(node)} --> [*]`);
  const ways = [...labels].map(([way, events]) => `  ${way}: ${[...events].join(', ')}`);
  return ['stateDiagram-v2', `  [*] --> ${nameOf(entered(machine.root))}`, ...ways, ...finals].join('\n');
};

/** The page as it has to be. */
export const drawn = async (text: string): Promise<string> => {
  let page = text;
  for (const machine of machines) {
    const [begin, end] = [`<!-- ${machine.id} -->`, `<!-- /${machine.id} -->`];
    const [from, to] = [page.indexOf(begin), page.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`docs/loops.md has no place for \`${machine.id}\``);
    const drawing = `\n\n\`\`\`mermaid\n${diagramOf(machine)}\n\`\`\`\n\n`;
    page = page.slice(0, from + begin.length) + drawing + page.slice(to);
  }
  return format(page, { parser: 'markdown', printWidth: 120 });
};

export const readPage = (): Promise<string> => readFile(page, 'utf8');

if (import.meta.main) await writeFile(page, await drawn(await readPage()));
