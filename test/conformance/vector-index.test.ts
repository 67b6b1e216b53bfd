import { describe } from 'vitest';
import { registry } from './registry.ts';
import { vectorIndexSuite } from './vector-index.suite.ts';

describe.each(registry.vectorIndex)('$name', ({ open }) => vectorIndexSuite(open));
