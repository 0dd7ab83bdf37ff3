// Uploads: sending files, following them, and what became of each.
export { DropArea, UploadButton } from './drop-area.tsx';
export { stopUploads } from './transfers.ts';
export type { UploadTarget } from './upload-manager.ts';
export { UploadPanels } from './upload-panel.tsx';
export { UploadDetail, UploadsList } from './uploads-list.tsx';
