import { describe } from 'vitest';
import { objectStoreSuite } from './object-store.suite.ts';
import { registry } from './registry.ts';

describe.each(registry.objectStore)('$name', ({ open }) => objectStoreSuite(open));
