// The rules by which images find their place.
export { RealmPage } from './realm-page.tsx';
