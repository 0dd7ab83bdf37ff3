// How the dashboard looks and speaks, in this browser.
export { AppearancePage } from './appearance-page.tsx';
export { colourSchemes } from './colour-schemes.ts';
export { LanguageSwitch } from './language-switch.tsx';
