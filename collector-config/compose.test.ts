// What Docker would be told, as far as it can be checked without Docker.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const here = import.meta.dirname;

const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
      environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
      volumes: z.array(z.string()).default([]),
      ports: z.array(z.string()).default([]),
      command: z.array(z.string()).default([]),
    }),
  ),
  volumes: z.record(z.string(), z.null()),
});
const compose = Compose.parse(parse(read('compose.yaml'), { merge: true }));
const services = Object.entries(compose.services);

const mounts = services.flatMap(([service, { volumes }]) =>
  volumes.map((volume) => {
    const [source = '', target = ''] = volume.split(':');
    return { service, source, target };
  }),
);

test('starts all five servers and the Collector', () => {
  expect(Object.keys(compose.services).sort()).toEqual([
    'collector',
    'grafana',
    'loki',
    'prometheus',
    'tempo',
  ]);
});

test('mounts files that are there', () => {
  const files = mounts.filter(({ source }) => source.startsWith('.'));
  expect(files.length).toBeGreaterThan(6);
  expect(files.filter(({ source }) => !existsSync(resolve(here, source)))).toEqual([]);
});

test('mounts volumes that are declared, and declares none for nothing', () => {
  const named = mounts.map(({ source }) => source).filter((source) => !source.startsWith('.'));
  expect(named.sort()).toEqual(Object.keys(compose.volumes).sort());
});

test('gives each program the file that it is started with', () => {
  const args = services.flatMap(([service, { command }]) =>
    command.flatMap((arg) => {
      const file = /^--?config(?:\.file)?=(.*)$/.exec(arg)?.[1];
      return file === undefined ? [] : [{ service, file }];
    }),
  );
  expect(args).toHaveLength(4);
  const missing = args.filter(
    ({ service, file }) => !mounts.some((mount) => mount.service === service && mount.target === file),
  );
  expect(missing).toEqual([]);
});

test('Prometheus finds the rules where its configuration names them', () => {
  const rules = mounts.find(({ target }) => target.endsWith('/prometheus-rules.yaml'));
  const [named] = z
    .object({ rule_files: z.array(z.string()) })
    .parse(parse(read('prometheus.yaml'))).rule_files;
  expect(resolve('/etc/runlight/collector-config', named ?? '')).toBe(rules?.target);
  expect(resolve(here, named ?? '')).toBe(resolve(here, rules?.source ?? ''));
});

test('listens on the loopback interface only', () => {
  const ports = services.flatMap(([, service]) => service.ports);
  expect(ports.length).toBeGreaterThan(5);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
});

test('takes images of exact versions', () => {
  const taken = services.filter(([, { build }]) => build === undefined).map(([, { image }]) => image);
  expect(taken).toHaveLength(4);
  expect(taken.filter((image) => !/:v?\d+\.\d+\.\d+$/.test(image))).toEqual([]);
});

test('sets no variable that nobody reads', () => {
  const readers: Record<string, string> = {
    collector: read('runlight.yaml'),
    loki: read('loki.yaml'),
    tempo: read('tempo.yaml'),
    grafana: globSync('grafana/**/*.yaml', { cwd: here }).map(read).join('\n'),
  };
  const unread = services.flatMap(([service, { environment }]) =>
    Object.keys(environment).filter(
      (name) => !name.startsWith('GF_') && !new RegExp(`\\b${name}\\b`).test(readers[service] ?? ''),
    ),
  );
  expect(unread).toEqual([]);
});

test('Grafana has the data sources that dashboards and alerts name', () => {
  const Provisioned = z.object({ datasources: z.array(z.object({ uid: z.string() })) });
  const provisioned = Provisioned.parse(parse(read('grafana/datasources/runlight.yaml')));
  const named = new Set<string>();
  const files = globSync('../dashboards/{json/*.json,alerts/grafana-alerts.yaml}', { cwd: here });
  expect(files.length).toBeGreaterThan(1);
  for (const file of files)
    for (const [uid] of read(file).matchAll(/runlight-(?:prometheus|loki|tempo)\b/g)) named.add(uid);
  expect([...named].sort()).toEqual(provisioned.datasources.map(({ uid }) => uid).sort());
});

test('links lead to dashboards that there are', () => {
  const links = read('grafana/datasources/runlight.yaml').matchAll(/\/d\/([\w-]+)/g);
  const dashboards = globSync('../dashboards/json/*.json', { cwd: here }).map((file) =>
    z.object({ uid: z.string() }).parse(JSON.parse(read(file))),
  );
  for (const [, uid] of links) expect(dashboards.map((dashboard) => dashboard.uid)).toContain(uid);
});

test('the image is built from files that are there', () => {
  const { context = '', dockerfile = '' } = compose.services['collector']?.build ?? {};
  const root = resolve(here, context);
  const copied = [...readFileSync(join(root, dockerfile), 'utf8').matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
  expect(copied.length).toBeGreaterThan(1);
  const sources = copied.flatMap(([, files = '']) => files.split(' '));
  expect(sources.filter((source) => !existsSync(join(root, source)))).toEqual([]);
});

function read(file: string): string {
  return readFileSync(join(here, file), 'utf8');
}
