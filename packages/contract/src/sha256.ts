/** The SHA-256 of a text as lower-case hex. */
export function sha256Hex(text: string): string {
  // Looked up when needed: loading node:crypto costs more than the rest of this package.
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex');
}
