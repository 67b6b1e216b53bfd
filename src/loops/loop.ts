import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type EventFromLogic,
  initialTransition,
  type StateValue,
  transition,
} from 'xstate';

// A loop is a pure function: where it stands and what happened give where it stands next, and what has to be done.
// L1. Nothing is done here: effects are data, in the order in which they are to be performed.
// L2. An event that a state has no answer to is refused by name, and changes nothing.
// L3. Where a loop stands is a name and a context, and can be kept as JSON.

/** What was to be done was not done. `words`: of who failed. */
export interface FailedEvent {
  type: 'failed_for_now' | 'failed_for_good';
  code: string;
  words?: string;
}

/** Why, as it is kept. */
export const whyOf = (event: { type: string } | FailedEvent): { code: string; words: string | null } =>
  'code' in event ? { code: event.code, words: event.words ?? null } : { code: event.type, words: null };

/** Where a loop stands. */
export interface Standing<State extends string, Context> {
  state: State;
  context: Context;
}

export interface Step<State extends string, Context, Effect> {
  next: Standing<State, Context>;
  effects: readonly Effect[];
}

export interface Refused<State extends string> {
  refused: string;
  state: State;
  /** What it would have an answer to there. */
  possible: readonly string[];
}

export interface Loop<State extends string, Context, Event extends { type: string }, Effect> {
  name: string;
  begin(context: Context): Step<State, Context, Effect>;
  step(at: Standing<State, Context>, event: Event): Step<State, Context, Effect> | Refused<State>;
  /** Whether it has a state of that name. */
  knows(state: string): state is State;
  /** Nothing is to be done any more, unless somebody wants it otherwise. */
  isOver(state: State): boolean;
}

/** One of which is kept where it stands, and what it is at. */
export interface KeptLoop<State extends string, Context, Event extends { type: string }, Effect> extends Loop<
  State,
  Context,
  Event,
  Effect
> {
  /** All that it can be at there; null: nothing. */
  underWay(at: Standing<State, Context>): readonly (Effect | null)[];
}

interface Action<Effect> {
  type: string;
  params?: Effect;
}

/** `finalizing.deciding`, for a state within a state. */
const nameOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const [outer, inner] = Object.entries(value as Record<string, unknown>)[0] ?? ['', ''];
  return `${outer}.${nameOf(inner)}`;
};

const valueOf = (name: string): StateValue => {
  const [outer = '', ...inner] = name.split('.');
  return inner.length === 0 ? outer : { [outer]: valueOf(inner.join('.')) };
};

/** The tag of a state in which nothing is owed any more, though it can be left again. */
export const over = 'over';

/** The innermost of its name; a state that only holds others is none to stand in. */
const nodeOf = (machine: AnyStateMachine, state: string): AnyStateNode | null => {
  let node: AnyStateNode = machine.root;
  for (const part of state.split('.')) {
    const inner = Object.hasOwn(node.states, part) ? node.states[part] : undefined;
    if (inner === undefined) return null;
    node = inner;
  }
  return node.type === 'compound' ? null : node;
};

/** Makes a loop of a machine whose only action that is not an assignment is `perform`, which carries an effect. */
export const loopOf = <State extends string, Context, Event extends { type: string }, Effect>(
  machine: AnyStateMachine,
): Loop<State, Context, Event, Effect> => {
  const stepOf = (snapshot: AnyMachineSnapshot, actions: readonly unknown[]): Step<State, Context, Effect> => ({
    next: { state: nameOf(snapshot.value) as State, context: snapshot.context as Context },
    effects: (actions as readonly Action<Effect>[]).flatMap(({ type, params }) =>
      type === 'perform' && params !== undefined ? [params] : [],
    ),
  });
  const snapshotAt = ({ state, context }: Standing<State, Context>): AnyMachineSnapshot =>
    machine.resolveState({ value: valueOf(state), context }) as AnyMachineSnapshot;
  return {
    name: machine.id,
    begin(context) {
      const [snapshot, actions] = initialTransition(machine, context);
      return stepOf(snapshot as AnyMachineSnapshot, actions);
    },
    step(standing, event) {
      const snapshot = snapshotAt(standing);
      if (!snapshot.can(event as EventFromLogic<AnyStateMachine>)) {
        const possible = new Set(snapshot._nodes.flatMap(({ ownEvents }) => ownEvents as readonly string[]));
        return { refused: event.type, state: standing.state, possible: [...possible].toSorted() };
      }
      const [next, actions] = transition(machine, snapshot, event);
      return stepOf(next as AnyMachineSnapshot, actions);
    },
    knows: (state): state is State => nodeOf(machine, state) !== null,
    isOver(state) {
      const node = nodeOf(machine, state);
      return node !== null && (node.type === 'final' || node.tags.includes(over));
    },
  };
};
