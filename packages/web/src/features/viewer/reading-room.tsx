// The room: bar, series, panels and measurements of one study.
import type { Study } from '@lumenbox/contract';
import { Loader } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Reports } from '../reports/index.ts';
import { AboutDialog, ArrowDialog, KeysDialog } from './dialogs.tsx';
import { MeasurementsList, useMeasurements } from './measurements-list.tsx';
import { Panel } from './panel.tsx';
import { Planes } from './planes.tsx';
import classes from './room.module.css';
import { RoomBar } from './room-bar.tsx';
import { SeriesList } from './series-list.tsx';
import { goToMeasurement, type Room, useReadingRoom } from './use-reading-room.ts';
import type { ViewerSearch } from './viewer-search.ts';

/** What the room needs of the page. */
export interface RoomProps {
  readonly patientId: string;
  readonly study: Study;
  readonly isOfCase: boolean;
  /** Whose study it is, for the corners. */
  readonly who: string;
  readonly search: ViewerSearch;
  onSearch(search: ViewerSearch): void;
  onClose(): void;
}

/** The room. */
export function ReadingRoom(props: RoomProps) {
  const room = useReadingRoom(props);
  const list = useMeasurements(props.study.study_instance_uid ?? '');
  const { state, dispatch, engine, snapshot } = room;
  const { hasReports } = state;
  const hasList = state.hasList && engine !== null && !hasReports;
  return (
    <div className={classes.room}>
      <RoomBar
        {...props}
        state={state}
        dispatch={dispatch}
        run={room.run}
        canDraw={engine !== null}
        isCt={snapshot.image?.modality === 'CT'}
        isSingle={snapshot.count < 2}
        rate={room.rate}
      />
      <div className={classes.body} data-strip={state.hasStrip} data-list={hasList} data-reports={hasReports}>
        {state.hasStrip && (
          <SeriesList
            patientId={props.patientId}
            study={props.study}
            shown={state.series}
            current={room.current?.id}
            onChoose={room.choose}
          />
        )}
        <main className={classes.main} id="content" tabIndex={-1}>
          {state.isInPlanes && engine ? <PlanesOf room={room} engine={engine} /> : <Grid room={room} />}
        </main>
        {hasReports && <ReportsPanel {...props} />}
        {hasList && (
          <MeasurementsList
            measurements={list.measurements}
            isUnsaved={list.isUnsaved}
            saving={room.saving}
            onGo={(measurement) => goToMeasurement(room, measurement)}
            onChanged={list.refresh}
          />
        )}
      </div>
      <Dialogs room={room} />
    </div>
  );
}

/** The reports beside the images, to read and to write. */
function ReportsPanel({ patientId, study, isOfCase }: RoomProps) {
  const { t } = useTranslation();
  return (
    <aside className={classes.reports} aria-label={t('studies.reports')}>
      <h2>{t('studies.reports')}</h2>
      <Suspense fallback={<Loader size="sm" color="gray" />}>
        <Reports patientId={patientId} studyId={study.id} isOfCase={isOfCase} level={2} />
      </Suspense>
    </aside>
  );
}

function PlanesOf({ room, engine }: { room: Room; engine: NonNullable<Room['engine']> }) {
  const { state, dispatch } = room;
  return (
    <Planes
      engine={engine}
      study={room.study}
      images={room.images}
      window={room.planesWindow}
      who={room.who}
      hasTexts={state.hasTexts}
      active={state.active}
      views={room.views}
      onActivate={(panel) => dispatch({ type: 'activate', panel })}
      onViews={room.setViews}
    />
  );
}

function Grid({ room }: { room: Room }) {
  const { state, dispatch, engine, start } = room;
  const { rows, columns } = state.layout;
  if (engine === undefined) return null;
  return (
    <div
      className={classes.grid}
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
      }}
    >
      {state.series.map((id, panel) => (
        <Panel
          // biome-ignore lint/suspicious/noArrayIndexKey: a panel is its place
          key={panel}
          number={panel + 1}
          study={room.study}
          engine={engine}
          who={room.who}
          tool={state.tool}
          hasTexts={state.hasTexts}
          series={room.seriesOf(id)}
          view={room.views[panel]}
          startIndex={id !== undefined && id === start.series ? (start.image ?? 1) - 1 : 0}
          isActive={state.active === panel}
          onActivate={() => dispatch({ type: 'activate', panel })}
          onView={room.onView(panel)}
          onDropSeries={(series) => dispatch({ type: 'hang', panel, series })}
        />
      ))}
    </div>
  );
}

function Dialogs({ room: { state, dispatch, engine, question } }: { room: Room }) {
  const close = () => dispatch({ type: 'dialog', dialog: undefined });
  return (
    <>
      {state.dialog === 'keys' && <KeysDialog onClose={close} />}
      {state.dialog === 'about' && <AboutDialog isRendered={engine === null} onClose={close} />}
      {question !== undefined && <ArrowDialog question={question} />}
    </>
  );
}
