// Uploads: sending files, following them, and what became of each.
export { DropArea, UploadButton } from './drop-area.tsx';
export type { UploadTarget } from './drop-list.ts';
export { stopUploads } from './presence.ts';
export { StoppedUploads } from './stopped-uploads.tsx';
export { UploadCorner } from './upload-corner.tsx';
export { UploadDetail, UploadResults, UploadState, UploadsList } from './uploads-list.tsx';
export { isRunning, useUploads } from './uploads-query.ts';
