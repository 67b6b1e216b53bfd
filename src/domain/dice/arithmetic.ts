import type { Comparison, Operator, Part } from './formula.ts';

// What numbers come to, with no dice.

export const compares = (value: number, is: Comparison, than: number): boolean => {
  switch (is) {
    case '>=':
      return value >= than;
    case '<=':
      return value <= than;
    case '>':
      return value > than;
    case '<':
      return value < than;
    case '=':
      return value === than;
  }
};

export const computed = (operator: Operator, left: number, right: number): number => {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      // There is one zero, and no negative one.
      return left * right + 0;
    case '/':
      return left / right + 0;
    case '//':
      return Math.floor(left / right) + 0;
    case '%':
      return left - right * Math.floor(left / right);
  }
};

/** What it comes to without a die; null: that is for dice to say. */
export const constantOf = (part: Part): number | null => {
  switch (part.kind) {
    case 'number':
      return part.value;
    case 'dice':
    case 'group':
      return null;
    case 'negative': {
      const value = constantOf(part.of);
      return value === null ? null : 0 - value;
    }
    case 'within':
      return constantOf(part.of);
    case 'two': {
      const [left, right] = [constantOf(part.left), constantOf(part.right)];
      return left === null || right === null ? null : computed(part.operator, left, right);
    }
  }
};
