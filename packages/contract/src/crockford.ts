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

/** Writes the 64 bits of 16 hex digits as 13 characters of base 32: the same as {@link encodeBase32}, without BigInt. */
export function hex64ToBase32(hex: string): string {
  let bits = Number.parseInt(hex.slice(0, 1), 16);
  // 64 bits are 13 digits of 5 bits with one bit to spare: the first digit holds 4 bits, each later one 5.
  let text = DIGITS.charAt(bits);
  let held = 0;
  let width = 0;
  for (let index = 1; index < 16; index += 1) {
    bits = Number.parseInt(hex.charAt(index), 16);
    held = (held << 4) | bits;
    width += 4;
    if (width >= 5) {
      width -= 5;
      text += DIGITS.charAt((held >> width) & 31);
      held &= (1 << width) - 1;
    }
  }
  return text;
}
