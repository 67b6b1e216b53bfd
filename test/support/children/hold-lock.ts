// Begins to write to a SQLite file, says so, and does not end before it is told to.

import { DatabaseSync } from 'node:sqlite';
import { acknowledge } from '../acknowledge.ts';
import { told } from '../child.ts';

const database = new DatabaseSync(process.argv[2] ?? '', { timeout: 5_000 });
database.exec('BEGIN IMMEDIATE');
acknowledge('locked');
await told();
database.exec('ROLLBACK');
database.close();
