import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, EventObject, StateValue } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import type { KeptLoop, Loop } from '../../src/loops/loop.ts';

// Everywhere a loop can get to, and every way there is from one state to another.

const walksMax = 150_000;

const inner = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(inner)];

/** Each way that is written down: from where, upon what, the how-manieth. */
export const waysOf = (machine: AnyStateMachine): string[] =>
  inner(machine.root).flatMap((node) =>
    [...node.transitions.entries()].flatMap(([event, list]) => list.map((_, at) => `${node.id} ${event} ${at}`)),
  );

const wayTaken = (machine: AnyStateMachine, snapshot: AnyMachineSnapshot, event: EventObject): string[] =>
  (machine.getTransitionData(snapshot, event) as readonly Way[]).map((taken) => {
    const all: readonly Way[] = taken.source.transitions.get(taken.eventType) ?? [];
    return `${taken.source.id} ${taken.eventType} ${all.indexOf(taken)}`;
  });

const written = (value: StateValue): string =>
  typeof value === 'string'
    ? value
    : Object.entries(value)
        .map(([outer, at]) => `${outer}.${written(at ?? '')}`)
        .join();

interface Way {
  source: { id: string; transitions: ReadonlyMap<string, readonly Way[]> };
  eventType: string;
}

interface Path {
  state: AnyMachineSnapshot;
  steps: readonly { event: EventObject }[];
}

interface Walk {
  /** Ways that some path takes. */
  taken: ReadonlySet<string>;
  /** Paths on which the loop and the machine come to stand elsewhere. */
  astray: readonly string[];
  count: number;
}

/** Walks every shortest path, and one step further in every direction, both by the machine and by the loop. */
export const walked = <State extends string, Context, Event extends EventObject, Effect>(
  machine: AnyStateMachine,
  loop: Loop<State, Context, Event, Effect> & Partial<Pick<KeptLoop<State, Context, Event, Effect>, 'underWay'>>,
  {
    contexts,
    events,
    stops = () => false,
  }: {
    contexts: readonly Context[];
    events: readonly Event[];
    /** Beyond it nothing new is to be seen. */
    stops?: (context: Context) => boolean;
  },
): Walk => {
  const taken = new Set<string>();
  const astray: string[] = [];
  let count = 0;
  for (const context of contexts) {
    const paths = getShortestPaths(machine, {
      ...{ input: context, events, limit: walksMax },
      stopWhen: (state: AnyMachineSnapshot) => stops(state.context as Context),
    } as never) as readonly Path[];
    for (const path of paths) {
      count++;
      const begun = loop.begin(context);
      let standing = begun.next;
      let todo = begun.effects[0] ?? null;
      const said: string[] = [];
      for (const { event } of path.steps.filter((step) => step.event.type !== 'xstate.init')) {
        const step = loop.step(standing, event as unknown as Event);
        said.push(event.type);
        if ('refused' in step) {
          astray.push(`${said.join(' ')}: refused`);
          continue;
        }
        // Whoever reads it later has to find that a loop can be at that there. What is told beside takes nothing from what it is at.
        const isBeside = step.effects.length === 0 && step.next.state === standing.state;
        const at = (isBeside ? [null, todo] : [step.effects[0] ?? null]).map((effect) => canonicalJson(effect));
        if (loop.underWay?.(step.next).some((effect) => at.includes(canonicalJson(effect))) === false)
          astray.push(`${said.join(' ')}: at ${at.join()}`);
        standing = step.next;
        todo = step.effects[0] ?? (isBeside ? todo : null);
      }
      const snapshot = path.state;
      const isThere = standing.state === written(snapshot.value as StateValue);
      if (!isThere || JSON.stringify(standing.context) !== JSON.stringify(snapshot.context))
        astray.push(said.join(' '));
      for (const event of events) for (const way of wayTaken(machine, snapshot, event)) taken.add(way);
    }
  }
  return { taken, astray, count };
};

/** What is to be done then, in a word or two each. */
export const effectsOf = (
  effects: readonly { kind: string; way?: string; attempt?: number; ending?: string; mode?: string | null }[],
): string =>
  effects
    .map(({ kind, way, attempt, ending, mode }) =>
      [kind, way === 'fallback' ? 'otherwise' : undefined, ending, mode, attempt]
        .filter((part) => part !== undefined && part !== null)
        .join(' '),
    )
    .join(', ');
