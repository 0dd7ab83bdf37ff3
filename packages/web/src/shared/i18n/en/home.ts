// Texts of the page Home.
export const home = {
  title: 'Home',
  description: 'What came in, what is under way and what waits in {{team}}.',
  counts: {
    title: 'What the team has',
    patients: 'Patients',
    cases: 'Cases',
    studies: 'Studies',
    storage: 'Storage used',
  },
  waiting: {
    title: 'Waiting for a decision',
    none: 'Nothing waits for you.',
    inbox_one: '{{count}} held study',
    inbox_other: '{{count}} held studies',
    inboxText: 'Say whose the images are, or discard them.',
    inboxReadText: 'Somebody who may change studies says whose the images are.',
    review_one: '{{count}} image to review',
    review_other: '{{count}} images to review',
    reviewText: 'Cover what names a person, and accept or reject.',
    transfers_one: '{{count}} failed transfer',
    transfers_other: '{{count}} failed transfers',
    transfersText: 'Of the last two weeks, and not sent again since.',
  },
  uploads: { title: 'Uploads under way' },
  arrivals: {
    title: 'Arrived lately',
    all: 'All studies',
    withoutReport: 'Studies without a report',
    emptyText: 'Drop a folder of DICOM files anywhere on this page.',
  },
  begin: {
    title: 'Begin here',
    text: '{{team}} has no patients, cases or studies yet.',
    patient: 'Make a patient',
    patientText: 'Images that you drop on the page of a patient go to that patient.',
    files: 'Drop files',
    filesText:
      'DICOM files, folders and zip archives, dropped anywhere on this page, go to the patients that they name. What cannot be placed waits in the inbox.',
    phantoms: 'Look around first',
    phantomsText:
      'This command, run on the server, makes a patient with a CT, an MR and a radiograph, all computed: nobody’s data.',
  },
} as const;
