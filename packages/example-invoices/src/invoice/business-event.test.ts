import { expect, test } from 'vitest';
import { businessEventId } from './business-event.ts';

test('names supplier and number', () => {
  expect(businessEventId({ supplier: 'Nordwind Logistik GmbH', number: 'RE-2026-0412' })).toBe(
    'erp:invoice#nordwind-logistik-gmbh:RE-2026-0412',
  );
});

test('does not depend on how supplier and number are spelled', () => {
  const spellings = [
    { supplier: 'NORDWIND LOGISTIK GMBH', number: 're-2026-0412' },
    { supplier: ' Nordwind  Logistik, GmbH.', number: 'RE-2026-0412 ' },
  ];
  for (const spelling of spellings) {
    expect(businessEventId(spelling)).toBe('erp:invoice#nordwind-logistik-gmbh:RE-2026-0412');
  }
});

test('keeps letters of any alphabet', () => {
  expect(businessEventId({ supplier: '浜名精機株式会社', number: '1' })).toBe(
    'erp:invoice#浜名精機株式会社:1',
  );
});
