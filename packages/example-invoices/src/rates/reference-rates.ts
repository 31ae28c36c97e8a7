/** Units of each currency for one euro, the way the European Central Bank publishes its reference rates. */
export const referenceRates: Readonly<Record<string, string>> = {
  CHF: '0.9337',
  CZK: '24.312',
  DKK: '7.4605',
  GBP: '0.8713',
  HUF: '389.40',
  JPY: '176.85',
  NOK: '11.7230',
  PLN: '4.2475',
  SEK: '11.0285',
  USD: '1.1642',
};
