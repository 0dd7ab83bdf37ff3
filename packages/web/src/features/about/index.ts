// What this installation is: its version, whether it is well, and whose software it is made of.
export { AboutPage } from './about-page.tsx';
