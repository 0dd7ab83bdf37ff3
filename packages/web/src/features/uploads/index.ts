// Uploads: sending files, following them, and what became of each.
export { DropArea, UploadButton } from './drop-area.tsx';
export type { UploadTarget } from './transfer-list.ts';
export { stopUploads } from './transfers.ts';
export { UploadPanels } from './upload-panel.tsx';
export { UploadDetail, UploadsList } from './uploads-list.tsx';
