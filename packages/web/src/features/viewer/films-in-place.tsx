// Films of a series (MPEG-2, H.264, H.265), played by the browser itself from the bit stream that the server hands out in ranges.
import { ApiError } from '@lumenbox/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explain } from '../../shared/api/explain.ts';
import { guardedFetch } from '../../shared/api/session-gate.ts';
import { instanceAddress } from './frame-address.ts';
import type { ViewedImage } from './image-facts.ts';
import { FileNotice, Notice } from './notice.tsx';
import { OneByOne } from './one-by-one.tsx';
import classes from './viewport.module.css';

/** The films of a series, one at a time. */
export function FilmsInPlace({ films, name }: { films: readonly ViewedImage[]; name: string }) {
  const { t } = useTranslation();
  const count = films.length;
  const addresses = films.map((film) => `${instanceAddress(film)}/rendered`);
  return (
    <OneByOne
      count={count}
      previous={t('viewer.videoPrevious')}
      next={t('viewer.videoNext')}
      place={(number) => t('viewer.videoOf', { number, count })}
    >
      {(index) => <Film key={addresses[index]} address={addresses[index] ?? ''} name={name} />}
    </OneByOne>
  );
}

/** `MediaError.MEDIA_ERR_NETWORK`: the film was being played, and no more of it came. */
const networkFailed = 2;

function Film({ address, name }: { address: string; name: string }) {
  const { t } = useTranslation();
  const [failure, setFailure] = useState<'unplayable' | 'cut off'>();
  const answer = useFirstByte(address);
  if (answer.isPending) return <Notice isBusy>{t('viewer.videoLoading')}</Notice>;
  const retry = () => {
    setFailure(undefined);
    void answer.refetch();
  };
  if (answer.isError) return <Notice onRetry={retry}>{explain(answer.error, t)}</Notice>;
  if (failure === 'cut off') return <Notice onRetry={retry}>{t('frame.errors.unreachable')}</Notice>;
  if (failure === 'unplayable')
    return <FileNotice text={t('viewer.videoUnplayable')} link={t('viewer.videoOpen')} address={address} />;
  return (
    <video
      className={classes.video}
      src={address}
      aria-label={t('viewer.video', { name })}
      controls
      muted
      playsInline
      preload="metadata"
      onError={({ currentTarget: { error } }) =>
        setFailure(error?.code === networkFailed ? 'cut off' : 'unplayable')
      }
      // A browser without the codec plays the sound of a film, over nothing.
      onLoadedMetadata={({ currentTarget }) => {
        if (currentTarget.videoWidth === 0) setFailure('unplayable');
      }}
    />
  );
}

/**
 * Asks for one byte before the player does: a player says the same of a film that it cannot play, of one that is gone, and of
 * a session that has run out.
 */
function useFirstByte(address: string) {
  return useQuery({
    queryKey: ['viewer-film', address],
    queryFn: async ({ signal }) => {
      const answer = await guardedFetch(address, { headers: { Range: 'bytes=0-0' }, signal });
      if (!answer.ok) throw new ApiError(answer.status, '', {});
      return true;
    },
    // A film that is being played must not be taken away because a later question has failed.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}
