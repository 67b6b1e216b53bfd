import type { ASTNode } from '@marcbachmann/cel-js';

/** The methods that go through a list and take a variable and an expression of it. */
export const loops: readonly string[] = ['all', 'exists', 'exists_one', 'map', 'filter'];

/** `over.method(each, body)` */
export interface Loop {
  method: string;
  over: ASTNode;
  each: string;
  body: ASTNode;
}

export const loopOf = (node: ASTNode): Loop | undefined => {
  if (node.op !== 'rcall') return undefined;
  const [method, over, [each, body, ...more]] = node.args;
  if (!loops.includes(method) || each?.op !== 'id' || body === undefined || more.length > 0) return undefined;
  return { method, over, each: each.args, body };
};

/** `variable.field`, if `node` is that. */
export const readOf = (node: ASTNode): { variable: string; field: string } | undefined =>
  node.op === '.' && node.args[0].op === 'id' ? { variable: node.args[0].args, field: node.args[1] } : undefined;

/** What `node` is made of. */
export const partsOf = (node: ASTNode): readonly ASTNode[] => {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
};
