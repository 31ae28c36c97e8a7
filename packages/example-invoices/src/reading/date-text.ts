/** How a date of three numbers with the year last is meant: 03/10/2026 is in October in Europe, in March in the US. */
export type DayOrder = 'day-first' | 'month-first';

const languages = ['en', 'de', 'fr', 'it', 'es', 'nl', 'nb', 'sv', 'da'];
const monthNumbers = monthsByName();

/** The date as `YYYY-MM-DD`, or undefined when the text is no date of the calendar. */
export function parseDate(text: string, order: DayOrder = 'day-first'): string | undefined {
  const date = text.trim().replace(/\.$/, '');

  const yearFirst = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})$/.exec(date);
  if (yearFirst) return isoDate(yearFirst[1], yearFirst[2], yearFirst[3]);

  const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(date);
  if (yearLast) {
    const [, first, second, year] = yearLast;
    return order === 'day-first' ? isoDate(year, second, first) : isoDate(year, first, second);
  }

  const dayMonth = /^(\d{1,2})\.? (?:de )?(\p{L}+)\.? (?:de )?(\d{4})$/u.exec(date);
  if (dayMonth) return isoDate(dayMonth[3], monthNumbers.get(normalMonth(dayMonth[2] ?? '')), dayMonth[1]);

  const monthDay = /^(\p{L}+)\.? (\d{1,2}),? (\d{4})$/u.exec(date);
  if (monthDay) return isoDate(monthDay[3], monthNumbers.get(normalMonth(monthDay[1] ?? '')), monthDay[2]);

  return undefined;
}

function isoDate(year?: string, month?: string, day?: string): string | undefined {
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso); // 30 February rolls over
  return exists ? iso : undefined;
}

function monthsByName(): Map<string, string> {
  const months = new Map<string, string>();
  for (const language of languages) {
    for (const style of ['long', 'short'] as const) {
      const format = new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC' });
      for (let month = 1; month <= 12; month += 1) {
        const name = format.format(new Date(Date.UTC(2026, month - 1, 15)));
        months.set(normalMonth(name), String(month));
      }
    }
  }
  return months;
}

function normalMonth(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\.$/, '');
}
