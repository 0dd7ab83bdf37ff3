// The one look: system fonts, a 4 px grid, one accent colour, and colours that pass AA in both schemes.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const lumen: MantineColorsTuple = [
  '#eef4fd',
  '#dbe7f9',
  '#b6cdf1',
  '#8fb2ea',
  '#7aa5ea',
  '#4f86dc',
  '#3272d0',
  '#1f5fbf',
  '#194f9f',
  '#143f80',
];
const gray: MantineColorsTuple = [
  '#f7f8fa',
  '#f0f2f5',
  '#e4e7ec',
  '#d5dae1',
  '#c0c7d1',
  '#98a1af',
  '#69727f',
  '#4b5563',
  '#333b47',
  '#1c222b',
];
const dark: MantineColorsTuple = [
  '#dfe3e9',
  '#b9c0ca',
  '#9fa8b5',
  '#7d8794',
  '#3b434f',
  '#2d343f',
  '#20262f',
  '#161a20',
  '#101318',
  '#0b0d11',
];

export const theme = createTheme({
  primaryColor: 'lumen',
  primaryShade: { light: 7, dark: 7 },
  colors: { lumen, gray, dark },
  white: '#ffffff',
  black: '#1c222b',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  defaultRadius: 'md',
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '10px', xl: '16px' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '2rem' },
      h2: { fontSize: '1.125rem', lineHeight: '1.5rem' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.25rem' },
    },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 500 } },
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.45 },
        padding: 'lg',
        // Its <header> would count as a second banner of the page.
        attributes: { header: { role: 'presentation' } },
        styles: { title: { fontWeight: 600 } },
      },
    },
    Tooltip: {
      defaultProps: {
        withArrow: true,
        events: { hover: true, focus: true, touch: false },
        // On a phone a sentence would make the page wider than it is.
        multiline: true,
        maw: 'min(20rem, calc(100vw - 2rem))',
      },
    },
    // In place and not at the end of the page: there it would stand outside of every landmark.
    Menu: {
      defaultProps: { shadow: 'md', withinPortal: false, withInitialFocusPlaceholder: false },
      styles: { dropdown: { maxWidth: 'calc(100vw - 1rem)' } },
    },
  },
});

/** Notes, badges and quiet buttons in the colours of state: in the dark Mantine's own outshine what is around them. */
const states = Object.fromEntries(
  (['red', 'green', 'blue', ['yellow', 'amber']] as const).flatMap((pair) => {
    const [color, tone] = typeof pair === 'string' ? [pair, pair] : pair;
    return [
      [`--mantine-color-${color}-light`, `var(--lumen-${tone}-ground)`],
      [`--mantine-color-${color}-light-color`, `var(--lumen-${tone})`],
    ];
  }),
);

/** Colours of state that Mantine's defaults leave below AA on our grounds. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...states,
    '--mantine-color-dimmed': '#566070',
    '--mantine-color-placeholder': '#69727f',
    '--mantine-color-error': '#b42318',
    '--lumen-ground': '#f7f8fa',
    '--lumen-surface': '#ffffff',
    '--lumen-line': '#e4e7ec',
    '--lumen-hover': '#f4f6f9',
    '--lumen-green': '#0b6b3a',
    '--lumen-green-ground': '#e3f5ea',
    '--lumen-amber': '#7a4b00',
    '--lumen-amber-ground': '#fdf0d5',
    '--lumen-red': '#a11b12',
    '--lumen-red-ground': '#fdeae8',
    '--lumen-blue': '#194f9f',
    '--lumen-blue-ground': '#e6effb',
    '--lumen-violet': '#5b2c9e',
    '--lumen-violet-ground': '#f1e9fb',
    '--lumen-gray': '#4b5563',
    '--lumen-gray-ground': '#eef0f3',
  },
  dark: {
    ...states,
    '--mantine-color-dimmed': '#9fa8b5',
    '--mantine-color-placeholder': '#8b95a3',
    '--mantine-color-error': '#ff9b92',
    '--lumen-ground': '#111419',
    '--lumen-surface': '#161a20',
    '--lumen-line': '#2a313b',
    '--lumen-hover': '#1c2129',
    '--lumen-green': '#7fd8a3',
    '--lumen-green-ground': '#12301f',
    '--lumen-amber': '#f0c064',
    '--lumen-amber-ground': '#362708',
    '--lumen-red': '#ff9b92',
    '--lumen-red-ground': '#3d1714',
    '--lumen-blue': '#a4c5f4',
    '--lumen-blue-ground': '#152b4b',
    '--lumen-violet': '#cdb2f5',
    '--lumen-violet-ground': '#2c1f47',
    '--lumen-gray': '#b9c0ca',
    '--lumen-gray-ground': '#262c35',
  },
});
