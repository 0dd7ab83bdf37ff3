// A form whose rules are the server's: its 422 answers appear at their fields, everything else above them.
import { ApiError } from '@lumenbox/contract';
import { Alert } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { type ReactNode, type SyntheticEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explain } from '../api/explain.ts';
import { translateSentence } from '../i18n/server-sentences.ts';

/** A form, how to send it, and what stands above its fields when something is wrong with none of them. */
export interface ServerForm<Values extends Record<string, unknown>> {
  form: UseFormReturnType<Values>;
  submit: (event?: SyntheticEvent<HTMLFormElement>) => void;
  isPending: boolean;
  problem: ReactNode;
  reset(values?: Values): void;
}

/**
 * Makes a form. `fields` names every field that is shown, dotted as the server names them: messages for
 * others are shown above the form. `onSaved` gets what `send` gave.
 */
export function useServerForm<Values extends Record<string, unknown>, Result>(options: {
  initialValues: Values;
  fields: readonly string[];
  send(values: Values): Promise<Result>;
  onSaved(result: Result): void;
  /** A sentence of our own for an error, where the page knows more than the server. */
  explainError?(error: unknown): string | undefined;
}): ServerForm<Values> {
  const { t } = useTranslation();
  const [general, setGeneral] = useState<readonly string[]>([]);
  const [failures, setFailures] = useState(0);
  const scope = useId();
  const form = useForm<Values>({ mode: 'controlled', initialValues: options.initialValues });
  const mutation = useMutation({
    mutationFn: options.send,
    onSuccess: (result) => {
      setGeneral([]);
      options.onSaved(result);
    },
    onError: (error) => {
      const { atFields, elsewhere } = sortMessages(error, options.fields, t);
      form.setErrors(atFields);
      const isSorted = Object.keys(atFields).length + elsewhere.length > 0;
      setGeneral(isSorted ? elsewhere : [options.explainError?.(error) ?? explain(error, t)]);
      setFailures((count) => count + 1);
    },
  });
  useEffect(() => {
    if (failures > 0) focusFirstFault(scope);
  }, [failures, scope]);
  return {
    form,
    submit: (event) => {
      event?.preventDefault();
      if (mutation.isPending) return;
      form.clearErrors();
      setGeneral([]);
      mutation.mutate(form.getValues());
    },
    isPending: mutation.isPending,
    problem: (
      <div id={scope} data-problem hidden={general.length === 0}>
        {general.length > 0 && (
          <Alert color="red" role="alert" tabIndex={-1}>
            {general.join(' ')}
          </Alert>
        )}
      </div>
    ),
    reset: (values) => {
      form.setValues(values ?? options.initialValues);
      form.clearErrors();
      setGeneral([]);
      mutation.reset();
    },
  };
}

function sortMessages(error: unknown, fields: readonly string[], t: TFunction) {
  const atFields: Record<string, string> = {};
  const elsewhere: string[] = [];
  if (error instanceof ApiError)
    for (const [field, sentences] of Object.entries(error.errors)) {
      const messages = sentences.map((sentence) => translateSentence(sentence, t));
      if (fields.includes(field)) atFields[field] = messages.join(' ');
      else elsewhere.push(...messages);
    }
  return { atFields, elsewhere };
}

/** The first field with a message gets the focus, so that nobody has to look for it. */
function focusFirstFault(scope: string): void {
  const form = document.getElementById(scope)?.closest('form') ?? document;
  const fault =
    form.querySelector<HTMLElement>('[aria-invalid="true"], [data-problem] [role="alert"]') ??
    // Of a group of choices none is wrong by itself: the sentence stands below them.
    form.querySelector<HTMLElement>('.mantine-InputWrapper-error')?.parentElement?.querySelector('input');
  fault?.focus();
}
