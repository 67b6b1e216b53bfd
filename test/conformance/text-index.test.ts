import { describe } from 'vitest';
import { registry } from './registry.ts';
import { textIndexSuite } from './text-index.suite.ts';

describe.each(registry.textIndex)('$name', ({ open }) => textIndexSuite(open));
