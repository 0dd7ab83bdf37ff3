// API tokens.
export { TokensPage } from './tokens-page.tsx';
