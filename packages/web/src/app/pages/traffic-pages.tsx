// The pages of what comes and goes: uploads, the inbox, transfers.
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { InboxList } from '../../features/inbox/index.ts';
import { TransfersList } from '../../features/transfers/index.ts';
import { UploadDetail, UploadsList } from '../../features/uploads/index.ts';
import { ForRole } from '../../shared/ui/failed-page.tsx';

const uploadsRoute = getRouteApi('/signed-in/uploads');
const uploadRoute = getRouteApi('/signed-in/uploads/$uploadId');
const inboxRoute = getRouteApi('/signed-in/inbox');
const transfersRoute = getRouteApi('/signed-in/transfers');

/** What came in. */
export function UploadsPage() {
  const navigate = useNavigate();
  return (
    <ForRole needs="imaging:write">
      <UploadsList
        search={uploadsRoute.useSearch()}
        onSearch={(search) => void navigate({ to: '/uploads', search })}
      />
    </ForRole>
  );
}

/** One upload. */
export function UploadPage() {
  return (
    <ForRole needs="imaging:write">
      <UploadDetail uploadId={uploadRoute.useParams().uploadId} />
    </ForRole>
  );
}

/** What waits for a decision. */
export function InboxPage() {
  const navigate = useNavigate();
  return (
    <ForRole needs="imaging:write">
      <InboxList
        search={inboxRoute.useSearch()}
        onSearch={(search) => void navigate({ to: '/inbox', search })}
      />
    </ForRole>
  );
}

/** What goes to DICOM peers. */
export function TransfersPage() {
  const navigate = useNavigate();
  return (
    <TransfersList
      search={transfersRoute.useSearch()}
      onSearch={(search) => void navigate({ to: '/transfers', search })}
    />
  );
}
