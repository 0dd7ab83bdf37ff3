// Home: what came in, what is under way, what waits, and what there is.
export { HomePage } from './home-page.tsx';
