import { describe } from 'vitest';
import { canonStoreSuite } from './canon-store.suite.ts';
import { registry } from './registry.ts';

describe.each(registry.canonStore)('$name', ({ open }) => canonStoreSuite(open));
