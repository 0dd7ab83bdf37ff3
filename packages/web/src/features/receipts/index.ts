// Receipts of de-identification: one page, loaded when it is opened.
export { ReceiptView } from './receipt-view.tsx';
