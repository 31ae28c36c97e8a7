/** The six families of states. Within one, the shape and the word tell states apart. */
export const FAMILIES = ['neutral', 'active', 'held', 'person', 'good', 'bad'] as const;
export type Family = (typeof FAMILIES)[number];

export const SCHEMES = ['light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

interface Palette {
  /** Behind everything. */
  readonly page: string;
  /** Of cards, tables and panels. */
  readonly surface: string;
  readonly border: string;
  readonly dimmed: string;
  readonly families: Readonly<Record<Family, string>>;
  /** How much of a family's colour its tint has over the surface. */
  readonly tint: number;
}

/** Every family is readable on page, surface and its own tint, and told from every other by people with any vision. */
export const PALETTES: Readonly<Record<Scheme, Palette>> = {
  light: {
    page: '#f8f9fa',
    surface: '#ffffff',
    border: '#d5dae0',
    dimmed: '#59616b',
    tint: 0.06,
    families: {
      neutral: '#656d76',
      active: '#2268c7',
      held: '#4c1d95',
      person: '#976005',
      good: '#0f4c3f',
      bad: '#820d10',
    },
  },
  dark: {
    page: '#0d1117',
    surface: '#151b23',
    border: '#30363d',
    dimmed: '#9aa4ae',
    tint: 0.08,
    families: {
      neutral: '#9198a1',
      active: '#a5c3f5',
      held: '#bd6bff',
      person: '#fcb437',
      good: '#4ff2c0',
      bad: '#f2545f',
    },
  },
};
