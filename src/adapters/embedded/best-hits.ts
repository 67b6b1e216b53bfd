/** What a hit is ranked by: greater scores first, then smaller ids, then smaller kinds. */
export interface Ranked {
  score: number;
  id: string;
  kind: string;
}

const comesBefore = (a: Ranked, b: Ranked): boolean => {
  if (a.score !== b.score) return a.score > b.score;
  return a.id === b.id ? a.kind < b.kind : a.id < b.id;
};

/** Keeps the best `max` of very many, in memory for `max`. */
export interface BestHits<T extends Ranked> {
  /** What scores less than this has no place. */
  readonly floor: number;
  offer(hit: T): void;
  /** Best first. */
  inOrder(): T[];
}

/** A heap whose root is the worst of those kept. */
export const keepBest = <T extends Ranked>(max: number): BestHits<T> => {
  const heap: T[] = [];

  const worse = (i: number, j: number): boolean => {
    const [a, b] = [heap[i], heap[j]];
    return a !== undefined && b !== undefined && comesBefore(b, a);
  };
  const swap = (i: number, j: number): void => {
    const [a, b] = [heap[i], heap[j]];
    if (a === undefined || b === undefined) return;
    heap[i] = b;
    heap[j] = a;
  };
  const rise = (from: number): void => {
    for (let i = from, parent = (i - 1) >> 1; i > 0 && worse(i, parent); i = parent, parent = (i - 1) >> 1)
      swap(i, parent);
  };
  const sink = (): void => {
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let worst = worse(left, i) ? left : i;
      if (worse(right, worst)) worst = right;
      if (worst === i) return;
      swap(i, worst);
      i = worst;
    }
  };

  return {
    get floor() {
      return heap.length < max ? -Infinity : (heap[0]?.score ?? -Infinity);
    },
    offer(hit) {
      const root = heap[0];
      if (heap.length < max || root === undefined) {
        heap.push(hit);
        rise(heap.length - 1);
      } else if (comesBefore(hit, root)) {
        heap[0] = hit;
        sink();
      }
    },
    inOrder: () => heap.toSorted((a, b) => (comesBefore(a, b) ? -1 : 1)),
  };
};
