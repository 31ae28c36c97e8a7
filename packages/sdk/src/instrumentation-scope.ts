/** The instrumentation scope of the spans and log records that the SDK makes. The version is the package's. */
export const INSTRUMENTATION_SCOPE = { name: '@runlight/sdk', version: '0.0.0' } as const;
