// Says that a query would have to look at more of the archive than one answer may cost.

/** More studies would have to be looked at than one answer may cost. */
export class SearchTooBroadError extends Error {
  constructor() {
    super(
      'The query would look at too many studies. Narrow it by a study date, a patient or an accession number.',
    );
    this.name = 'SearchTooBroadError';
  }
}
