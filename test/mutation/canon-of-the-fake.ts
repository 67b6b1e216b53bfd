import { describe } from 'vitest';
import { canonMemory } from '../../src/adapters/fake/canon-memory.ts';
import { openFakeCanonStore } from '../../src/adapters/fake/canon-store.ts';
import { committing, repeating } from '../conformance/canon-store/committing.ts';
import { forking } from '../conformance/canon-store/forking.ts';
import { isolating } from '../conformance/canon-store/isolating.ts';
import { recording } from '../conformance/canon-store/recording.ts';
import { restoring } from '../conformance/canon-store/restoring.ts';
import { shaping } from '../conformance/canon-store/shaping.ts';
import type { OpenCanonStore } from '../conformance/canon-store/tools.ts';
import { openedOn } from '../conformance/opened.ts';

// What every canon store promises that the domain keeps for it, of the one that is quick. Not among the usual tests: those ask all stores for all.

const open: OpenCanonStore = () => {
  const memory = canonMemory();
  return openedOn(() => Promise.resolve(openFakeCanonStore({ memory })));
};

describe('committing', () => committing(open));
describe('committing again', () => repeating(open));
describe('the shape of canon', () => shaping(open));
describe('what is recorded', () => recording(open));
describe('forks', () => forking(open));
describe('restoring', () => restoring(open));
describe('universes', () => isolating(open));
