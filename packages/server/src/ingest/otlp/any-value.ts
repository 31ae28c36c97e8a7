/** The attributes of something, as plain values; what is no attribute is left out. */
export function attributesOf(attributes: readonly unknown[] = []): Record<string, unknown> {
  return Object.fromEntries(
    attributes.flatMap((attribute) =>
      isRecord(attribute) && typeof attribute['key'] === 'string'
        ? [[attribute['key'], plainValue(attribute['value'])]]
        : [],
    ),
  );
}

/** The value in an `AnyValue`, of either encoding; null for none. */
export function plainValue(value: unknown): unknown {
  if (!isRecord(value)) return null;
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = value;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  if (typeof intValue === 'number' || typeof intValue === 'string') return finite(Number(intValue));
  if (doubleValue !== undefined) return finite(Number(doubleValue)); // JSON spells NaN and Infinity as texts
  if (isRecord(arrayValue)) return listIn(arrayValue).map((item) => plainValue(item));
  if (isRecord(kvlistValue)) return attributesOf(listIn(kvlistValue));
  return typeof bytesValue === 'string' ? bytesValue : null;
}

function listIn({ values }: Record<string, unknown>): readonly unknown[] {
  return Array.isArray(values) ? values : [];
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
