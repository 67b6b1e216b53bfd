import { describe } from 'vitest';
import { narrativeStoreSuite } from './narrative-store.suite.ts';
import { registry } from './registry.ts';

describe.each(registry.narrativeStore)('$name', ({ open }) => narrativeStoreSuite(open));
