import { Readable } from 'node:stream';

import { getArtifact, listArtifacts } from '../api/run-contents.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { ProblemError } from '../http/problem.ts';
import { visibleRun } from '../runs/visible-runs.ts';
import { readGrant, signGrant } from './artifact-address.ts';
import { contentHeaders } from './content-headers.ts';
import { localDirectory } from './local-directory.ts';
import { hasArtifact, openArtifact } from './open-artifact.ts';

const ADDRESS_LIFETIME_MS = 15 * 60_000;
const FILES_AT_ONCE = 16;
const MAX_ARTIFACTS = 1000;

/** What a run attached: who may see the run gets addresses, and an address is all that reading the content needs. */
export const artifactRoutes: Routes = (parts) => {
  const { db } = parts.store;
  const { runsDirectories, secret } = parts.settings;
  return newApi()
    .openapi(listArtifacts, async (c) => {
      const run = await visibleRun(db, principalIn(c), c.req.valid('param').id);
      const { run_id } = run;
      const rows = await db
        .selectFrom('artifacts')
        .leftJoin('steps', (join) =>
          join
            .onRef('steps.run_id', '=', 'artifacts.run_id')
            .onRef('steps.span_id', '=', 'artifacts.span_id'),
        )
        .select([
          'steps.label',
          'artifacts.span_id',
          'path',
          'role',
          'media_type',
          'size_bytes',
          'sha256',
          'recorded_at',
        ])
        .where('artifacts.run_id', '=', run_id)
        .orderBy('recorded_at')
        .orderBy('path')
        .limit(MAX_ARTIFACTS)
        .execute();
      const directory = localDirectory(runsDirectories, run);
      const expires = parts.now() + ADDRESS_LIFETIME_MS;
      const artifacts = [];
      // Few at once: each is opened to see whether it is there.
      for (let at = 0; at < rows.length; at += FILES_AT_ONCE) {
        const some = rows.slice(at, at + FILES_AT_ONCE).map(async ({ label, ...artifact }) => {
          const { path } = artifact;
          const url = (await hasArtifact(directory, path))
            ? `/api/v1/artifacts/${signGrant({ run_id, path, expires }, secret)}`
            : null;
          return { step: label ?? '', ...artifact, url };
        });
        artifacts.push(...(await Promise.all(some)));
      }
      return c.json({ artifacts }, 200);
    })
    .openapi(getArtifact, async (c) => {
      const grant = readGrant(c.req.valid('param').signed, secret);
      if (grant === undefined) throw notFound();
      if (grant.expires <= parts.now()) {
        throw new ProblemError('gone', 'The address is over; open the run again for a new one', {
          code: 'artifact_address_expired',
        });
      }
      const { run_id, path } = grant;
      const known = await db
        .selectFrom('artifacts')
        .innerJoin('runs', 'runs.run_id', 'artifacts.run_id')
        .select(['media_type', 'runs.run_id', 'runs.tenant_id'])
        .where('artifacts.run_id', '=', run_id)
        .where('path', '=', path)
        .limit(1)
        .executeTakeFirst();
      const artifact = known && (await openArtifact(localDirectory(runsDirectories, known), path));
      if (known === undefined || artifact === undefined) throw notFound();
      const { file, sizeBytes } = artifact;
      const headers = contentHeaders({ path, mediaType: known.media_type, sizeBytes });
      if (c.req.method === 'HEAD') {
        await file.close();
        return c.body(null, 200, headers);
      }
      // Not more than was promised, even if the run still writes to it.
      const content = Readable.toWeb(file.createReadStream({ end: Math.max(0, sizeBytes - 1) }));
      return c.body(content as ReadableStream, 200, headers); // an `as`: Node declares the same stream in another way
    });
};

function notFound(): ProblemError {
  return new ProblemError('not_found', 'There is no such artifact, or its address was changed', {
    code: 'artifact_not_found',
  });
}
