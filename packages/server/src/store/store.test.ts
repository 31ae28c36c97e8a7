import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { TestChild } from '@runlight/testing';
import { temporaryDirectory } from '@runlight/testing/runs';
import { ENGINES, startTestServer } from '@runlight/testing/server';
import { describe, expect, onTestFinished, test } from 'vitest';

import { migrate } from './migrate.ts';
import { RowWriter } from './row-writer.ts';
import { Store } from './store.ts';

describe.each(ENGINES)('in %s', (engine) => {
  test('rows are added, replaced or left as they are, whatever their number', async () => {
    const { store } = (await startTestServer({ engine })).parts;
    const rows = (value: string, from: number, to: number) =>
      Array.from({ length: to - from }, (_, nth) => ({
        tenant_id: '',
        name: `name-${String(from + nth).padStart(3, '0')}`,
        value,
        changed_at: 'now',
        changed_by: 'me',
      }));
    const values = async () => {
      const kept = await store.db.selectFrom('settings').select(['name', 'value']).orderBy('name').execute();
      return kept.map(({ value }) => value).join('');
    };
    await store.write((write) =>
      new RowWriter(write).upsert('settings', ['tenant_id', 'name'], rows('a', 0, 171)),
    );
    expect(await values()).toBe('a'.repeat(171));
    await store.write((write) =>
      new RowWriter(write).upsert('settings', ['tenant_id', 'name'], rows('b', 170, 180)),
    );
    await store.write((write) =>
      new RowWriter(write).addNew('settings', ['tenant_id', 'name'], rows('c', 0, 181)),
    );
    await store.write((write) => new RowWriter(write).addNew('settings', ['tenant_id', 'name'], []));
    expect(await values()).toBe('a'.repeat(170) + 'b'.repeat(10) + 'c');
  });

  test('writers take turns', async () => {
    const { store } = (await startTestServer({ engine })).parts;
    const setting = { tenant_id: '', name: 'count', changed_at: 'now', changed_by: 'me' };
    await store.db
      .insertInto('settings')
      .values({ ...setting, value: '0' })
      .execute();
    const increment = (): Promise<void> =>
      store.write(async (write) => {
        const { value } = await write.selectFrom('settings').select('value').executeTakeFirstOrThrow();
        await write
          .updateTable('settings')
          .set({ value: String(Number(value) + 1) })
          .execute();
      });
    await Promise.all(Array.from({ length: 30 }, increment));
    const { value } = await store.db.selectFrom('settings').select('value').executeTakeFirstOrThrow();
    expect(value).toBe('30');
  });

  test('a schema that is up to date is left alone', async () => {
    const { store } = (await startTestServer({ engine })).parts;
    expect(await migrate(store.db, engine)).toEqual([]);
  });
});

test('however many wait to write to PostgreSQL, whoever reads does not wait', async () => {
  const { store } = (await startTestServer({ engine: 'postgres' })).parts;
  const { promise: written, resolve: letWrite } = Promise.withResolvers<void>();
  const writers = Array.from({ length: 30 }, () => store.write(() => written));
  expect(await store.db.selectFrom('runs').select('run_id').execute()).toEqual([]);
  letWrite();
  await Promise.all(writers);
});

test('a migration that breaks off leaves nothing behind', async () => {
  const file = join(temporaryDirectory(onTestFinished), 'runs.db');
  const database = new DatabaseSync(file);
  database.exec('create table settings (of_another_program text)');
  await expect(Store.open(file)).rejects.toThrow('The schema could not be brought up to date');
  const tables = database.prepare(`select name from sqlite_master where name in ('runs', 'events')`).all();
  expect(tables).toEqual([]);
  database.exec('drop table settings');
  database.close();
  await (await Store.open(file)).close();
});

test('processes that write to one SQLite file wait for each other', async () => {
  const file = join(temporaryDirectory(onTestFinished), 'runs.db');
  const store = await Store.open(file);
  onTestFinished(() => store.close());
  const setting = { tenant_id: '', name: 'count', value: '0', changed_at: 'now', changed_by: 'me' };
  await store.db.insertInto('settings').values(setting).execute();
  const children = [1, 2].map(
    () =>
      new TestChild(`
        import { Store } from './packages/server/src/store/store.ts';
        const store = await Store.open(${JSON.stringify(file)});
        for (let nth = 0; nth < 100; nth += 1) {
          await store.write(async (write) => {
            const { value } = await write.selectFrom('settings').select('value').executeTakeFirstOrThrow();
            await write.updateTable('settings').set({ value: String(Number(value) + 1) }).execute();
          });
        }
        await store.close();
      `),
  );
  for (const child of children) expect(await child.exited).toMatchObject({ code: 0, stderr: '' });
  const { value } = await store.db.selectFrom('settings').select('value').executeTakeFirstOrThrow();
  expect(value).toBe('200');
});
