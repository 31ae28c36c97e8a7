// Writes the tables of docs/events.md from the contract. What stands between them is written by hand.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { eventTables } from './event-page/event-tables.ts';
import { fieldTable } from './event-page/field-table.ts';
import { replaceParts } from './event-page/replace-parts.ts';
import { stateTables } from './event-page/state-tables.ts';

const page = join(import.meta.dirname, '../docs/events.md');
const parts = { ...eventTables(), fields: fieldTable(), ...stateTables() };
writeFileSync(page, replaceParts(readFileSync(page, 'utf8'), parts));
console.log(`${Object.keys(parts).length} parts of docs/events.md`);
