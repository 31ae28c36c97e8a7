import {
  createTheme,
  Drawer,
  Menu,
  Modal,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';

import { FAMILIES, PALETTES, type Scheme } from './status-colors.ts';

/** The active blue, from light to dark. */
const BLUE: MantineColorsTuple = [
  '#eef4fc',
  '#dbe7f8',
  '#b5cef0',
  '#8bb2e8',
  '#689ae1',
  '#4d86d9',
  '#3477d1',
  '#2268c7',
  '#1b57a9',
  '#14458a',
];

/** Greys with the hue of the dark page and surface. */
const DARK: MantineColorsTuple = [
  '#e6edf3',
  '#c9d1d9',
  '#9aa4ae',
  '#7d8792',
  '#30363d',
  '#262d36',
  '#1c232d',
  '#151b23',
  '#0d1117',
  '#05070a',
];

const DIALOG = {
  closeButtonProps: { 'aria-label': 'Close' },
  // A page has one banner, and the dialog's header is not it.
  attributes: { header: { role: 'presentation' } },
};

export const theme = createTheme({
  black: '#1f2328',
  primaryColor: 'blue',
  primaryShade: { light: 7, dark: 8 },
  colors: { blue: BLUE, dark: DARK },
  fontWeights: { regular: '400', medium: '500', bold: '600' },
  defaultRadius: 'sm',
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    // A menu has items alone; the first has the focus when it opens.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({ defaultProps: DIALOG }),
    Drawer: Drawer.extend({ defaultProps: DIALOG }),
  },
});

/** `--rl-bad` and `--rl-bad-tint` for every family, `--rl-page`, `--rl-surface` and `--rl-border`. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: variablesOf('light'),
  dark: variablesOf('dark'),
});

function variablesOf(scheme: Scheme): Record<string, string> {
  const { page, surface, border, dimmed, families, tint } = PALETTES[scheme];
  const own = Object.fromEntries(
    FAMILIES.flatMap((family) => [
      [`--rl-${family}`, families[family]],
      [`--rl-${family}-tint`, `color-mix(in srgb, ${families[family]} ${tint * 100}%, ${surface})`],
    ]),
  );
  return {
    ...own,
    '--rl-page': page,
    '--rl-surface': surface,
    '--rl-border': border,
    '--mantine-color-body': surface,
    '--mantine-color-dimmed': dimmed,
    '--mantine-color-placeholder': dimmed,
    '--mantine-color-error': families.bad,
    '--mantine-color-anchor': families.active,
    '--mantine-color-default-border': border,
  };
}
