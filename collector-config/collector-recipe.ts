import { join } from 'node:path';

import type { GoRecipe } from '../.ci/go-binary.ts';

/** Generates the module from builder.yaml. */
export const BUILDER = 'go.opentelemetry.io/collector/cmd/builder@v0.159.0';

/** What otelcol-runlight is built from: the module that builder.yaml generates, and our own components. */
export const collectorRecipe: GoRecipe = {
  name: 'otelcol-runlight',
  module: join(import.meta.dirname, 'otelcol-runlight'),
  package: '.',
  sources: ['**/*.go', 'go.mod', 'go.sum'].map((file) =>
    join(import.meta.dirname, '../packages/collector', file),
  ),
};
