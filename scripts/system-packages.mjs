// The programs beside Node that some tests need: finds them, installs them where that is ours to do, and says what is missing.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @typedef {{ name: string, programs: readonly string[], debianPackage: string, neededFor: string }} Tool */

/** @type {readonly Tool[]} */
const tools = [
  {
    name: 'Chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    debianPackage: 'chromium',
    neededFor: 'the tests in a real browser',
  },
  {
    name: 'DCMTK',
    programs: ['dcmdump'],
    debianPackage: 'dcmtk',
    neededFor: 'DICOM as others read and write it',
  },
  {
    name: 'dicom3tools',
    programs: ['dciodvfy'],
    debianPackage: 'dicom3tools',
    neededFor: 'conformance of DICOM files',
  },
  {
    name: 'Orthanc',
    programs: ['Orthanc'],
    debianPackage: 'orthanc orthanc-dicomweb',
    neededFor: 'another archive as a peer, over DIMSE and DICOMweb',
  },
  {
    name: 'zip',
    programs: ['zip'],
    debianPackage: 'zip',
    neededFor: 'uploads of zips that another program made',
  },
  {
    name: 'unzip',
    programs: ['unzip'],
    debianPackage: 'unzip',
    neededFor: 'our zips as another program reads them',
  },
  { name: 'curl', programs: ['curl'], debianPackage: 'curl', neededFor: 'the samples of the documentation' },
  {
    name: 'OpenStack Swift',
    programs: ['swift-proxy-server'],
    debianPackage: 'swift swift-proxy swift-account swift-container swift-object python3-swift',
    neededFor: 'objects in a bucket of S3',
  },
  {
    name: 'PHP',
    programs: ['php'],
    debianPackage: 'php-cli php-curl',
    neededFor: 'the samples of the documentation',
  },
  {
    name: 'Python',
    programs: ['python3'],
    debianPackage: 'python3',
    neededFor: 'the samples of the documentation',
  },
];

/** Spares the tests in a browser a fifth of their time; nothing is missing without it. */
const chromiumShell = 'chromium-headless-shell';

/**
 * Finds the tools, installing those that are missing where apt-get is there and we are root.
 * @returns {{ missing: Tool[], environment: Record<string, string> }} what stays missing, and what the tests are told
 */
export function ensureTools() {
  const before = tools.filter((tool) => find(tool) === undefined);
  if (before.length > 0) install(before.flatMap((tool) => tool.debianPackage.split(' ')));
  const missing = tools.filter((tool) => find(tool) === undefined);
  if (findProgram(chromiumShell) === undefined && mayInstall()) installNow([chromiumShell]);
  const shell = findProgram(chromiumShell);
  const [chromium, dcmtk, dicom3tools, orthanc] = tools.map(find);
  return {
    missing,
    environment: {
      ...(chromium && { LUMENBOX_TEST_CHROMIUM: chromium }),
      ...(shell && { LUMENBOX_TEST_CHROMIUM_SHELL: shell }),
      ...(dcmtk && { LUMENBOX_TEST_DCMTK: '1' }),
      ...(dicom3tools && { LUMENBOX_TEST_DICOM3TOOLS: '1' }),
      ...(orthanc && { LUMENBOX_TEST_ORTHANC: orthanc }),
    },
  };
}

/** @param {Tool} tool @returns {string | undefined} the path of its program */
function find(tool) {
  return tool.programs.map(findProgram).find((path) => path !== undefined);
}

/** @param {string} program @returns {string | undefined} its path */
function findProgram(program) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find(isProgram);
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {readonly string[]} packages */
function install(packages) {
  const hint = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!mayInstall()) {
    process.stderr.write(`Some tests need programs that are not here. On Debian: ${hint}\n`);
    return;
  }
  process.stderr.write(`Installing ${packages.join(', ')} …\n`);
  if (installNow(packages)) return;
  // The lists of packages may be missing or old.
  if (apt(['update']) && installNow(packages)) return;
  process.stderr.write(`That failed. By hand: ${hint}\n`);
}

function mayInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** @param {readonly string[]} packages */
function installNow(packages) {
  return apt(['install', '-y', '--no-install-recommends', ...packages]);
}

/** @param {readonly string[]} args */
function apt(args) {
  // Somebody else may be installing at this moment: wait for the lock.
  const { status } = spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}
