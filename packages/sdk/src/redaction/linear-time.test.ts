import { expect, test } from 'vitest';

import { redactText } from './redact-text.ts';

const RULES = { patterns: [], personalData: true };
const GROWTH = 8;
const SMALL = 12_500;

/** What patterns begin with, and what they repeat: a pattern that tries again and again does so on one after the other. */
const BEGINNINGS = [
  '',
  'eyJ',
  'eyJaaaaaaaaaa.',
  'sk-',
  'Bearer ',
  'SG.aaaaaaaaaaaaaaaaaaaa.',
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----',
  'https://a:',
  'https://',
  'a@',
  '4',
  'AB12',
  '{"password":"',
  '{"password":\\"',
  'password=',
  'cookie: ',
  '--a',
];
const REPEATED = [
  'a',
  'A',
  '1',
  '1 ',
  'a-',
  'a.',
  'A1B2 ',
  ' ',
  '\n',
  ':',
  '@',
  '\\"',
  '"',
  'eyJ-',
  'eyJa',
  'sk-',
  'sk_a-',
  'SG.a',
  'Bearer a',
  'token ',
  'a://',
  'a://b:',
  'a@b.',
  'password',
  'password= ',
  '--key ',
  'AKIA',
  '-----BEGIN ',
  'PRIVATE KEY',
];

/** Processor time of a redaction, in milliseconds: the least of three. */
function cost(text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const before = process.cpuUsage();
    redactText(text, Number.POSITIVE_INFINITY, RULES);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

// A text of 100 kB that costs its square costs seconds. What costs less than this is not looked at twice.
const CHEAP_MS = 40;

test.each(BEGINNINGS)(
  'redaction takes time in proportion to the text, whatever follows “%s”',
  (beginning) => {
    for (const repeated of REPEATED) {
      const textOf = (length: number): string => beginning + repeated.repeat(length / repeated.length);
      const large = cost(textOf(SMALL * GROWTH));
      if (large < CHEAP_MS) continue;
      const ratio = large / cost(textOf(SMALL));
      expect(ratio, `${beginning}(${repeated})* grows`).toBeLessThan(GROWTH * 3);
    }
  },
);
