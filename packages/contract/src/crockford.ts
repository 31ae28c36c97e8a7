const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Writes a non-negative integer in Crockford's base 32, padded with zeros to `length` characters. */
export function encodeBase32(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest >>= 5n) text = DIGITS.charAt(Number(rest & 31n)) + text;
  return text;
}

/** Reads Crockford's base 32 in either case; undefined if a character is not a digit of it. */
export function decodeBase32(text: string): bigint | undefined {
  let value = 0n;
  for (const character of text.toUpperCase()) {
    const digit = DIGITS.indexOf(character);
    if (digit < 0) return undefined;
    value = (value << 5n) | BigInt(digit);
  }
  return value;
}

/** Two digits for every 10 bits. */
const PAIRS = Array.from({ length: 1024 }, (_, bits) => DIGITS.charAt(bits >> 5) + DIGITS.charAt(bits & 31));

function pair(bits: number): string {
  return PAIRS[bits & 1023] ?? '';
}

/** Writes the 64 bits of 16 hex digits as 13 characters of base 32: {@link encodeBase32} without BigInt, for the hot path. */
export function hex64ToBase32(hex: string): string {
  const high = Number.parseInt(hex.slice(0, 8), 16);
  const low = Number.parseInt(hex.slice(8), 16);
  // 13 digits of 5 bits have one bit to spare: the first digit holds 4 bits; the third pair straddles the halves.
  return (
    DIGITS.charAt(high >>> 28) +
    pair(high >>> 18) +
    pair(high >>> 8) +
    pair((high << 2) | (low >>> 30)) +
    pair(low >>> 20) +
    pair(low >>> 10) +
    pair(low)
  );
}
