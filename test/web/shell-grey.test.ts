import { openPage, startPageServer, type Screen } from '@runlight/testing/browser';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

const STATES = 12;
/** The share of their ink by which two shapes differ at least, measured as below; the same in two shades, by half at most. */
const APART = 0.2;

interface Mark {
  readonly word: string;
  /** How much ink is on each pixel, from none to full: how dark the grey is does not count. */
  readonly ink: readonly number[];
}

/** The marks of all states as a person sees them who sees no colour, at the size of a row. */
async function marksInGrey(scheme: NonNullable<Screen['scheme']>): Promise<Mark[]> {
  const page = await openPage(await startPageServer(), { path: '/runs', scheme });
  await page.getByRole('button', { name: 'Keys', exact: true }).click();
  const states = page.getByRole('dialog').getByRole('region', { name: 'States' }).locator('[data-state]');
  await states.first().waitFor();
  await page.addStyleTag({ content: 'html { filter: grayscale(1) }' });
  const marks: Mark[] = [];
  for (const state of await states.all()) {
    const picture = await state.locator('svg').screenshot({ animations: 'disabled' });
    marks.push({ word: await state.innerText(), ink: await inkOf(page, picture) });
  }
  return marks;
}

async function inkOf(page: Page, picture: Buffer): Promise<number[]> {
  const greys = await page.locator('html').evaluate(
    async ({ ownerDocument: document }, png) => {
      const image = document.createElement('img');
      image.src = png;
      await image.decode();
      const sheet = document.createElement('canvas');
      [sheet.width, sheet.height] = [image.width, image.height];
      const canvas = sheet.getContext('2d');
      if (canvas === null) throw new Error('nothing can be drawn');
      canvas.drawImage(image, 0, 0);
      const data: number[] = [...canvas.getImageData(0, 0, image.width, image.height).data];
      if (data.some((value, index) => index % 4 < 3 && value !== data[index - (index % 4)]))
        throw new Error('there is colour left');
      return data.filter((_, index) => index % 4 === 0);
    },
    `data:image/png;base64,${picture.toString('base64')}`,
  );
  const paper = greys[0] ?? 0; // no shape reaches into the corner
  const most = Math.max(...greys.map((grey) => Math.abs(grey - paper)));
  return greys.map((grey) => Math.abs(grey - paper) / most);
}

/** The share of all ink that is at another place. */
function difference({ ink: one }: Mark, { ink: other }: Mark): number {
  const apart = one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0);
  return apart / one.concat(other).reduce((sum, value) => sum + value, 0);
}

function pairsOf(marks: readonly Mark[]): (readonly [Mark, Mark])[] {
  return marks.flatMap((one, index) => marks.slice(index + 1).map((other) => [one, other] as const));
}

describe('statuses are told apart in grey', () => {
  test.each(['light', 'dark'] as const)('by a word and a shape of their own, %s', async (scheme) => {
    const marks = await marksInGrey(scheme);

    expect(new Set(marks.map(({ word }) => word)).size).toBe(STATES);
    for (const [one, other] of pairsOf(marks)) {
      expect.soft(difference(one, other), `${one.word} and ${other.word}`).toBeGreaterThan(APART);
    }
  });

  test('and one shape is the same in another shade: what is measured is no colour', async () => {
    const [light, dark] = [await marksInGrey('light'), await marksInGrey('dark')];
    for (const [index, mark] of light.entries()) {
      const same = dark[index];
      if (same === undefined) throw new Error(`${mark.word} is in one theme only`);
      expect.soft(difference(mark, same), mark.word).toBeLessThan(APART / 2);
    }
  });
});
