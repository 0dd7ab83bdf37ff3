// The list of what other objects say of the images: presentation states of the image that is shown, segments and structures to show and hide.
import { Button, Checkbox, Slider, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { explain } from '../../../shared/api/explain.ts';
import type { PanelView } from '../panel-view.ts';
import classes from '../room.module.css';
import { useSnapshotPart } from '../use-view.ts';
import { applyState } from './apply-state.ts';
import styles from './objects.module.css';
import { isFor } from './state-drawing.ts';
import { type ImageObjects, type ListedObject, partsOf } from './use-image-objects.ts';

/** The list; nothing where the study has no such objects. */
export function ObjectsList(props: {
  objects: ImageObjects;
  /** The active panel; none in planes, where states mean nothing. */
  view: PanelView | undefined;
  /** What people wrote beside a state may name somebody. */
  isIdentityHidden: boolean;
}) {
  const { t } = useTranslation();
  const { objects } = props;
  if (objects.objects.length === 0) return null;
  const hasMasks = objects.objects.some(({ object }) => object?.kind === 'segments');
  return (
    <aside className={classes.list} aria-label={t('viewer.objects')}>
      <Text component="h2" size="sm" fw={600} m={0}>
        {t('viewer.objects')}
      </Text>
      {objects.objects.map((listed) => (
        <Entry key={listed.id} {...props} listed={listed} />
      ))}
      {hasMasks && (
        <Stack gap={4}>
          <Text size="xs" id="viewer-opacity">
            {t('viewer.opacity')}
          </Text>
          <Slider
            size="sm"
            min={0.1}
            max={1}
            step={0.1}
            label={null}
            value={objects.opacity}
            thumbProps={{ 'aria-labelledby': 'viewer-opacity' }}
            onChange={objects.setOpacity}
          />
        </Stack>
      )}
    </aside>
  );
}

type EntryProps = Parameters<typeof ObjectsList>[0] & { listed: ListedObject };

function Entry(props: EntryProps) {
  const { t } = useTranslation();
  const { listed } = props;
  if (listed.error !== undefined)
    return (
      <Text size="xs" c="red" role="alert">
        {listed.name}:{' '}
        {listed.error instanceof Error && !('status' in listed.error)
          ? t('viewer.objectBroken')
          : explain(listed.error, t)}
      </Text>
    );
  if (listed.object?.kind === 'unknown')
    return (
      <Text size="xs" c="dimmed">
        {t('viewer.objectUnknown', { name: listed.name })}
      </Text>
    );
  return listed.modality === 'PR' ? <StateEntry {...props} /> : <PartsEntry {...props} />;
}

/** Stands at the images that it is about. */
function StateEntry({ objects, listed, view, isIdentityHidden }: EntryProps) {
  const { t } = useTranslation();
  const { object } = listed;
  const state = object?.kind === 'state' ? object.state : undefined;
  const isHere = useSnapshotPart(
    view,
    ({ image }) => state !== undefined && image !== undefined && isFor({ images: [] }, state, image),
  );
  if (state === undefined || view === undefined || !isHere) return null;
  const isChosen = objects.chosen === listed.id;
  const name = state.label === '' ? listed.name : state.label;
  return (
    <Stack gap={4}>
      <Button
        size="xs"
        variant={isChosen ? 'light' : 'default'}
        aria-pressed={isChosen}
        onClick={() => {
          objects.choose(isChosen ? undefined : listed.id);
          if (isChosen) view.reset();
          else applyState(view, state);
        }}
      >
        {name}
      </Button>
      {state.description !== '' && !isIdentityHidden && (
        <Text size="xs" c="dimmed">
          {state.description}
        </Text>
      )}
      {state.unsupported.length > 0 && (
        <Text size="xs" c="yellow" role="note">
          {t('viewer.stateUnsupported', {
            what: state.unsupported.map((one) => t(`viewer.stateParts.${one}`)).join(', '),
          })}
        </Text>
      )}
    </Stack>
  );
}

/** Read when it is wanted: a segmentation may be larger than all of the images. */
function PartsEntry({ objects, listed }: EntryProps) {
  const { t } = useTranslation();
  const isWanted = objects.wanted.has(listed.id);
  const parts = partsOf(listed);
  const isEmpty = isWanted && listed.object !== undefined && parts.length === 0;
  return (
    <Stack gap={6}>
      <Switch size="xs" label={listed.name} checked={isWanted} onChange={() => objects.want(listed.id)} />
      {isWanted && listed.object === undefined && (
        <Text size="xs" c="dimmed" role="status">
          {t('viewer.loadingSeries')}
        </Text>
      )}
      {isEmpty && (
        <Text size="xs" c="dimmed">
          {t('viewer.objectEmpty')}
        </Text>
      )}
      {isWanted &&
        parts.map(({ key, name, colour }) => (
          <div key={key} className={styles.part}>
            <span className={styles.swatch} style={{ background: `rgb(${colour.join(',')})` }} aria-hidden />
            <Checkbox
              size="xs"
              label={name}
              checked={objects.shown.has(key)}
              onChange={() => objects.toggle(key)}
            />
          </div>
        ))}
    </Stack>
  );
}
