import { describe } from 'vitest';
import { eventLogSuite } from './event-log.suite.ts';
import { registry } from './registry.ts';

describe.each(registry.eventLog)('$name', ({ open }) => eventLogSuite(open));
