// The room: bar, series, panels and measurements of one study.
import type { Study } from '@lumenbox/contract';
import { Loader } from '@mantine/core';
import { type CSSProperties, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Reports } from '../reports/index.ts';
import { CalibrationDialog } from './calibration-dialog.tsx';
import { AboutDialog, ArrowDialog, KeysDialog } from './dialogs.tsx';
import { ObjectsList } from './image-objects/objects-list.tsx';
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
  /** Studies of the same record that are open beside it. */
  readonly beside: readonly Study[];
  /** Those that the address names and that are not to be had. */
  readonly missing: readonly { readonly id: string; readonly error: unknown }[];
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
  const list = useMeasurements(room.comparison.studies);
  const { state, dispatch, engine, setStage } = room;
  const { hasReports } = state;
  // Without the engine nothing is measured; what objects say of images is shown all the same.
  const canList = engine !== null || room.objects.objects.length > 0;
  const hasList = state.hasList && canList && !hasReports;
  return (
    <div className={classes.room}>
      <RoomBar
        {...props}
        state={state}
        dispatch={dispatch}
        run={room.run}
        canDraw={engine !== null}
        canList={canList}
        isComparing={props.beside.length > 0}
        rate={room.rate}
        series={room.current}
        keyImages={room.keyImages}
        view={room.view}
        seriesStudy={room.currentStudy}
        idle={room.idle}
      />
      <div className={classes.body} data-strip={state.hasStrip} data-list={hasList} data-reports={hasReports}>
        {state.hasStrip && (
          <SeriesList
            patientId={props.patientId}
            comparison={room.comparison}
            missing={props.missing}
            shown={state.series}
            keyImages={room.keyImages}
            current={room.current?.id}
            onChoose={room.choose}
          />
        )}
        <main className={classes.main} id="content" tabIndex={-1} ref={setStage}>
          {state.isInPlanes && engine ? (
            <PlanesOf room={room} engine={engine} />
          ) : (
            <Grid room={room} patientId={props.patientId} />
          )}
        </main>
        {hasReports && <ReportsPanel {...props} />}
        {hasList && (
          <div className={classes.side}>
            {engine !== null && (
              <MeasurementsList
                measurements={list.measurements}
                isUnsaved={list.isUnsaved}
                saving={room.saving}
                onGo={(measurement) => goToMeasurement(room, measurement)}
                onChanged={list.refresh}
              />
            )}
            <ObjectsList
              objects={room.objects}
              view={state.isInPlanes ? undefined : room.view}
              isIdentityHidden={state.isIdentityHidden}
            />
          </div>
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
      study={room.currentStudy}
      images={room.images}
      window={room.planesWindow}
      who={room.who}
      hasTexts={state.hasTexts}
      slab={state.slab}
      objects={room.objects}
      active={state.active}
      views={room.views}
      onActivate={(panel) => dispatch({ type: 'activate', panel })}
      onViews={room.setViews}
    />
  );
}

/** The image that a series begins with: where it was left for the planes, or what the address names. */
function startOf({ leftAt, start }: Room, id: string | undefined): number {
  const left = id === undefined ? undefined : leftAt.get(id);
  return left ?? (id !== undefined && id === start.series ? (start.image ?? 1) - 1 : 0);
}

function Grid({ room, patientId }: { room: Room; patientId: string }) {
  const { state, dispatch, engine } = room;
  const { rows, columns } = state.layout;
  return (
    <div
      className={classes.grid}
      data-row={rows === 1}
      style={{ '--rows': rows, '--columns': columns } as CSSProperties}
    >
      {state.series.map((id, panel) => (
        <Panel
          // biome-ignore lint/suspicious/noArrayIndexKey: a panel is its place
          key={panel}
          number={panel + 1}
          patientId={patientId}
          study={room.hungOf(id)?.study ?? room.study}
          isBeside={room.hungOf(id) !== undefined && room.hungOf(id)?.study.id !== room.study.id}
          engine={engine}
          onFirstSeen={room.wantEngine}
          who={room.who}
          tool={state.tool}
          hasTexts={state.hasTexts}
          keyImages={room.keyImages}
          objects={room.objects}
          series={room.hungOf(id)?.series}
          view={room.views[panel]}
          startIndex={startOf(room, id)}
          isActive={state.active === panel}
          isOfFilms={room.films.isOfFilms(panel, id)}
          onFilms={(isOfFilms) => {
            if (id === undefined) return;
            if (isOfFilms) room.leave(panel);
            room.films.choose({ panel, series: id, isOfFilms });
          }}
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
      {engine && <CalibrationDialog onDone={() => dispatch({ type: 'tool', tool: 'length' })} />}
      {question !== undefined && <ArrowDialog question={question} />}
    </>
  );
}
