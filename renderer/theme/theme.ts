import {
  ActionIcon,
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Input,
  InputWrapper,
  Kbd,
  type MantineColorsTuple,
  Menu,
  Modal,
  Notification,
  NumberInput,
  SegmentedControl,
  Select,
  Slider,
  TextInput,
  Tooltip,
} from '@mantine/core';

/** Warm coral: the one colour that means "here" or "do this". */
const accent: MantineColorsTuple = [
  '#fff1ec',
  '#ffddd3',
  '#ffbfae',
  '#ffa28a',
  '#ff8e72',
  '#ff7d5e',
  '#e8664a',
  '#c44b30',
  '#9c3d28',
  '#773021',
];

/** Neutral greys, so that the colours of pictures are seen as they are. */
const dark: MantineColorsTuple = [
  '#e6e6e9',
  '#c6c6cc',
  '#a0a0a9',
  '#74747e',
  '#3a3b41',
  '#2c2d32',
  '#222327',
  '#191a1d',
  '#131417',
  '#0d0e10',
];

const gray: MantineColorsTuple = [
  '#fafafa',
  '#f3f3f5',
  '#ebebee',
  '#dddde2',
  '#cacad1',
  '#a0a0aa',
  '#72727c',
  '#55555e',
  '#3b3b42',
  '#212125',
];

const inputVars = () => ({ input: { '--input-fz': '13px' }, wrapper: { '--input-fz': '13px' } });

/** Dense and calm: 13 px text, 30 px controls, an eight-pixel grid. */
export const theme = createTheme({
  colors: { accent, dark, gray },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  black: '#1b1c1f',
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { size: 'xs' },
      vars: (_theme, { size, variant, color }) => ({
        root: {
          // The compact sizes stay as they are: they sit inside lines of text.
          ...(size === 'xs' ? buttonSize : {}),
          // By itself a button takes the light theme's contrast in both.
          ...((variant && variant !== 'filled') || color
            ? {}
            : { '--button-color': 'var(--mantine-primary-color-contrast)' }),
        },
      }),
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 28 } }),
    Input: Input.extend({ defaultProps: { size: 'xs' }, vars: inputVars }),
    InputWrapper: InputWrapper.extend({
      // By itself they are 10 px, too small to read.
      vars: () => ({
        label: {},
        success: {},
        description: { '--input-description-size': '11px' },
        error: { '--input-error-size': '11px' },
      }),
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'xs' } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: 'xs' } }),
    Select: Select.extend({ defaultProps: { size: 'xs', allowDeselect: false } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs' } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs' } }),
    Slider: Slider.extend({ defaultProps: { size: 4, thumbSize: 14 } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 400, withArrow: false, events: { hover: true, focus: true, touch: false } },
    }),
    Kbd: Kbd.extend({ styles: { root: { fontFamily: 'inherit', fontWeight: 500 } } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
    // The page itself never scrolls; a lock would keep the Help panel from scrolling over a dialog.
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        lockScroll: false,
        transitionProps: { duration: 100 },
        closeButtonProps: { 'aria-label': 'Close' },
        // The header of a dialog is not a banner of the page.
        attributes: { header: { role: 'presentation' } },
      },
    }),
  },
});

/** Colours of global.css in place of Mantine's, whose red is too dark for letters on a dark panel. */
export const themeVariables: CSSVariablesResolver = () => {
  const colours = { '--mantine-color-error': 'var(--fl-bad)' };
  return { variables: {}, light: colours, dark: colours };
};

const buttonSize = { '--button-fz': '13px', '--button-height': '30px', '--button-padding-x': '12px' };

/** Colours of lines, in the order in which a comparison takes them: apart from each other in lightness too. */
export const lineColours = ['teal', 'coral', 'violet', 'green', 'gold', 'pink'] as const;
export type LineColour = (typeof lineColours)[number];

/** Colours that canvas needs as values; panel and text are the same as in global.css. */
export const chartColours = {
  dark: {
    teal: '#4fb6cc',
    coral: '#ff8a6d',
    violet: '#b79df2',
    green: '#7fce9a',
    gold: '#e0b95a',
    pink: '#ef8fc0',
    panel: '#191a1d',
    grid: '#26272b',
    text: '#8d8d97',
    heading: '#e6e6e9',
    marker: '#e6e6e9',
  },
  light: {
    teal: '#1a8199',
    coral: '#d2573a',
    violet: '#6f52c2',
    green: '#2f8a52',
    gold: '#9a7210',
    pink: '#b83c80',
    panel: '#fbfbfc',
    grid: '#e7e7ea',
    text: '#72727c',
    heading: '#212125',
    marker: '#212125',
  },
} as const;
export type ChartColours = (typeof chartColours)[keyof typeof chartColours];
