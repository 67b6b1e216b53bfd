import { describe } from 'vitest';
import { canonStoreSuite } from './canon-store.suite.ts';
import { canonStores } from './registry-canon.ts';

describe.each(canonStores)('$name', ({ open }) => canonStoreSuite(open));
