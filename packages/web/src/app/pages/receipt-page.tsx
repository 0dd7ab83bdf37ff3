// The page of a receipt.
import { getRouteApi } from '@tanstack/react-router';
import { ReceiptView } from '../../features/receipts/index.ts';

const route = getRouteApi('/signed-in/cases/$caseId/studies/$studyId/receipt');

/** The page. */
export function ReceiptPage() {
  return <ReceiptView {...route.useParams()} />;
}
