// Uploads: sending files, following them, and what became of each.
export { DropArea, UploadButton } from './drop-area.tsx';
export type { UploadTarget } from './drop-list.ts';
export { ReviewDialog } from './review-dialog.tsx';
export { StoppedUploads } from './stopped-uploads.tsx';
export { UploadPanels } from './upload-panel.tsx';
export { UploadDetail, UploadsList } from './uploads-list.tsx';
export { stopUploads } from './uploads-of-tab.ts';
