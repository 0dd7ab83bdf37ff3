// The pages of what waits for review before it goes into a case.
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ReviewItemPage, ReviewList } from '../../features/review-queue/index.ts';
import { ForRole } from '../../shared/ui/failed-page.tsx';

const listRoute = getRouteApi('/signed-in/review-queue');
const itemRoute = getRouteApi('/signed-in/review-queue/$itemId');

/** All that waits. */
export function ReviewQueuePage() {
  const navigate = useNavigate();
  return (
    <ForRole needs="cases:review">
      <ReviewList
        search={listRoute.useSearch()}
        onSearch={(search) => void navigate({ to: '/review-queue', search })}
      />
    </ForRole>
  );
}

/** One object, and the way to the next. */
export function OneReviewPage() {
  const navigate = useNavigate();
  const filter = itemRoute.useSearch();
  return (
    <ForRole needs="cases:review">
      <ReviewItemPage
        itemId={itemRoute.useParams().itemId}
        filter={filter}
        onOpen={(itemId) =>
          void (itemId === undefined
            ? navigate({ to: '/review-queue', search: filter })
            : navigate({ to: '/review-queue/$itemId', params: { itemId }, search: filter }))
        }
      />
    </ForRole>
  );
}
