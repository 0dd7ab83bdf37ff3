// Texts of the quick search.
export const quickSearch = {
  shortcut: 'Ctrl K',
  open: 'Search',
  title: 'Search everything',
  field: 'Patients, cases and studies',
  placeholder: 'Name, identifier, accession number, label, description',
  results: 'Results',
  patients: 'Patients',
  cases: 'Cases',
  studies: 'Studies',
  recent: 'Opened last',
  hint: 'Type the beginning of a name, an identifier, an accession number, a label or a description.',
  nothing: 'Nothing matches.',
  keys: 'Arrows choose, Enter opens, Escape closes.',
} as const;
