import { describe } from 'vitest';
import { inboxSuite } from './inbox.suite.ts';
import { registry } from './registry.ts';

describe.each(registry.inbox)('$name', ({ open }) => inboxSuite(open));
