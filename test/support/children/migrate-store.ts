// Opens a store file as soon as it is told to, and prints the steps that it applied.

import { migrate, type SqliteStoreName } from '../../../src/adapters/embedded/migrate.ts';
import { openSqlite } from '../../../src/adapters/embedded/sqlite.ts';
import { acknowledge } from '../acknowledge.ts';
import { told } from '../child.ts';

const [path = '', store = ''] = process.argv.slice(2);

acknowledge('ready');
await told();
using database = openSqlite({ path, mode: 'write', durability: 'full' });
const done = await migrate(database, { store: store as SqliteStoreName, program: `monitor ${process.pid}` });
for (const { number } of done) acknowledge(`applied ${number}`);
