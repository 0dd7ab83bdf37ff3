// Texts of the page about this installation.
export const about = {
  title: 'About Lumenbox',
  description: 'What runs here, whether it is well, and whose software it is made of.',
  installation: 'This installation',
  version: 'Version',
  licence: 'Licence',
  api: 'API',
  reference: 'Reference of the REST API',
  well: 'The server is well: it reaches all that it needs.',
  unwell: 'The server cannot work as it should',
  purpose: 'What it is not for',
  notForDiagnosis:
    'Lumenbox is no certified medical device, and its viewer is not for primary diagnosis. Diagnose at a workstation that is approved for it.',
  licences: 'Software of others',
  licencesText:
    'What is shipped with Lumenbox, in the browser and on the server, each under its own licence.',
  packages: '{{formatted}} packages',
  package: 'Package',
} as const;
