// The decision about held images: whose they are, or that nobody wants them.
import { ApiError, type HeldStudy, type HeldStudyWithCandidates } from '@lumenbox/contract';
import { Alert, Button, Group, Radio, Skeleton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { formatDay, formatListedName, formatName } from '../../shared/format/format.ts';
import { sayReason } from '../../shared/i18n/verdict-sentences.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';
import { PatientPicker } from '../patients/index.ts';
import { HeldFacts } from './held-facts.tsx';

/** Beside the id of a candidate: make a patient, or look for another one. */
const newPatient = 'new';
const otherPatient = 'other';

/** The dialog. `onDecided` after the server has taken the decision. */
export function DecideDialog(props: { held: HeldStudy; onDecided(): void; onClose(): void }) {
  const { t } = useTranslation();
  const { held } = props;
  const [isDiscarding, setIsDiscarding] = useState(false);
  const detail = useQuery({
    queryKey: ['inbox', 'one', held.id],
    queryFn: async ({ signal }) => (await api.showHeldStudy({ id: held.id }, { signal })).data,
  });
  const done = (message: string) => {
    notifications.show({ message });
    props.onDecided();
    props.onClose();
  };
  if (isDiscarding)
    return (
      <ConfirmDialog
        opened
        title={t('inbox.discardTitle')}
        confirmLabel={t('inbox.discard')}
        isDangerous
        action={async () => {
          await api.discardHeldStudy({ id: held.id });
          done(t('inbox.discarded'));
        }}
        onClose={() => setIsDiscarding(false)}
      >
        {t('inbox.discardText', { count: held.instance_count })}
      </ConfirmDialog>
    );
  return (
    <AssignForm
      held={held}
      detail={detail.data}
      failure={detail.isError && <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />}
      onDiscard={() => setIsDiscarding(true)}
      onAssigned={() => done(t('inbox.assigned', { count: held.instance_count }))}
      onClose={props.onClose}
    />
  );
}

/** What is chosen beforehand. Not whom the sender named: that these differ is why the images wait, and nobody is to confirm it unread. */
function likeliest({ candidates: [first], facts }: HeldStudyWithCandidates): string | undefined {
  if (first === undefined) return facts === null ? otherPatient : newPatient;
  return first.fits_by === 'named' ? undefined : first.id;
}

function AssignForm(props: {
  held: HeldStudy;
  detail: HeldStudyWithCandidates | undefined;
  failure: React.ReactNode;
  onDiscard(): void;
  onAssigned(): void;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const { held, detail } = props;
  const [choice, setChoice] = useState<string>();
  const chosen = choice ?? (detail && likeliest(detail));
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { other_id: '' },
    fields: ['patient_id'],
    send: (values) => {
      const id = chosen === otherPatient ? values.other_id : chosen;
      if (id === undefined || id === '')
        throw new ApiError(422, t('inbox.chooseFirst'), { patient_id: [t('inbox.chooseFirst')] });
      return api.assignHeldStudy(
        id === newPatient ? { id: held.id, create_patient: true } : { id: held.id, patient_id: id },
      );
    },
    onSaved: props.onAssigned,
  });
  return (
    <FormDialog
      opened
      title={t('inbox.decideTitle')}
      submitLabel={t('inbox.assign')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <div>
        <Text size="xs" c="dimmed">
          {t('inbox.columns.facts')}
        </Text>
        <HeldFacts held={held} />
      </div>
      <Alert color="yellow">{sayReason(held.reason, t)}</Alert>
      {props.failure}
      {detail === undefined ? (
        <Skeleton height={80} />
      ) : (
        <Radio.Group
          label={t('inbox.whose')}
          value={chosen ?? ''}
          error={chosen === otherPatient ? undefined : form.errors.patient_id}
          onChange={(next) => {
            setChoice(next);
            form.clearFieldError('patient_id');
          }}
        >
          <Stack gap="xs" mt="xs">
            {detail.candidates.map((candidate) => (
              <Radio
                key={candidate.id}
                value={candidate.id}
                label={candidateLine(candidate, t('inbox.aCase'))}
                description={t(`inbox.fitsBy.${candidate.fits_by}`)}
              />
            ))}
            {detail.facts !== null && (
              <Radio
                value={newPatient}
                label={t('inbox.newPatient', {
                  name: formatName(detail.facts),
                })}
              />
            )}
            <Radio value={otherPatient} label={t('inbox.otherPatient')} />
          </Stack>
        </Radio.Group>
      )}
      {chosen === otherPatient && (
        <PatientPicker
          label={t('inbox.findPatient')}
          value={form.values.other_id}
          error={form.errors.patient_id}
          onChange={(id) => {
            form.setFieldValue('other_id', id);
            form.clearFieldError('patient_id');
          }}
        />
      )}
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t('inbox.imagesHeld', { count: held.instance_count })}
        </Text>
        <Button variant="subtle" color="red" size="xs" onClick={props.onDiscard}>
          {t('inbox.discard')}
        </Button>
      </Group>
    </FormDialog>
  );
}

function candidateLine(candidate: HeldStudyWithCandidates['candidates'][number], aCase: string): string {
  if (candidate.family_name === null) return aCase;
  const name = formatListedName(candidate);
  return candidate.date_of_birth === null ? name : `${name} · ${formatDay(candidate.date_of_birth)}`;
}
