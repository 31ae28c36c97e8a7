/** Protobuf's decoder ends there too; what goes through values goes down by itself. */
const MAX_NESTING = 100;

export const TOO_DEEP = `nested more than ${MAX_NESTING} levels deep`;

/** Whether objects and arrays lie in each other more than `levels` deep. */
export function nestsDeeper(value: unknown, levels: number = MAX_NESTING): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => nestsDeeper(inner, levels - 1));
}
