import { PERSONAL_DATA_PATTERNS, REDACTED } from '@runlight/contract';

/** Replaces e-mail addresses, IBANs and payment card numbers in a text. */
export function redactPersonalData(text: string): string {
  const withoutAddresses = text.includes('@') ? text.replace(PERSONAL_DATA_PATTERNS.email, REDACTED) : text;
  if (!/\d{2}/.test(withoutAddresses)) return withoutAddresses;
  return redactIbans(withoutAddresses).replace(PERSONAL_DATA_PATTERNS.card, redactCards);
}

/** A candidate may end in words that are not the number's, and one that is none may hold the beginning of another. */
function redactIbans(text: string): string {
  const pattern = new RegExp(PERSONAL_DATA_PATTERNS.iban);
  let result = '';
  let done = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const iban = ibanAtStart(match[0]);
    if (iban === undefined) {
      pattern.lastIndex = match.index + 1;
    } else {
      result += text.slice(done, match.index) + REDACTED;
      done = match.index + iban.length;
      pattern.lastIndex = done;
    }
  }
  return result + text.slice(done);
}

function ibanAtStart(candidate: string): string | undefined {
  for (let end = candidate.length; end > 0; end = candidate.lastIndexOf(' ', end - 1)) {
    const beginning = candidate.slice(0, end);
    if (isIban(beginning)) return beginning;
  }
  return undefined;
}

/** ISO 13616: the rearranged number is 1 modulo 97. */
function isIban(candidate: string): boolean {
  const iban = candidate.replaceAll(' ', '');
  if (iban.length < 15 || iban.length > 34) return false;
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

const LONGEST_CARD = 19;

/** Replaces the card numbers among groups of digits: one may stand beside an order number or its check code. */
function redactCards(digitsInGroups: string): string {
  const groups = [...digitsInGroups.matchAll(/\d+/g)];
  let result = '';
  let done = 0;
  for (let first = 0; first < groups.length; first += 1) {
    const last = endOfCard(groups, first);
    if (last === undefined) continue;
    result += digitsInGroups.slice(done, groups[first]?.index) + REDACTED;
    done = (groups[last]?.index ?? 0) + (groups[last]?.[0].length ?? 0);
    first = last;
  }
  return result + digitsInGroups.slice(done);
}

/** The last of the groups that make a card number with the first, if some do. */
function endOfCard(groups: readonly RegExpExecArray[], first: number): number | undefined {
  let digits = '';
  for (let last = first; last < groups.length && digits.length < LONGEST_CARD; last += 1) {
    digits += groups[last]?.[0] ?? '';
    if (isCardNumber(digits)) return last;
  }
  return undefined;
}

/** The lengths and first digits that the card schemes issue. Thirteen digits are left out: they are article numbers. */
const ISSUED =
  /^(?:4\d{15}(?:\d{3})?|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14}|(?:6\d|5[06-9])\d{14,17})$/;

/** ISO/IEC 7812: a number of a card scheme with the check digit that Luhn's algorithm gives. */
function isCardNumber(digits: string): boolean {
  if (!ISSUED.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - index));
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
