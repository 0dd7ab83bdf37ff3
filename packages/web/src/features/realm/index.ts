// The rules by which images find their place, and what the realm holds.
export { RealmPage } from './realm-page.tsx';
export { realmStatisticsQuery } from './statistics-query.ts';
