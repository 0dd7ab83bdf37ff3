// Deletion of studies, series and instances, which other archives offer at the same addresses and the standard does not define.
import { type RemoveImagingDeps, removeImaging } from '../../features/studies/index.ts';
import type { Answer, Call, Handlers } from './handler.ts';
import { type ResourceParameters, uidsOf } from './resources.ts';

/** The handlers of deletion. */
export function createDeletionHandlers(
  deps: RemoveImagingDeps,
): Handlers<'deleteStudy' | 'deleteSeries' | 'deleteInstance'> {
  return {
    deleteStudy: (call) => remove(deps, call, call.parameters),
    deleteSeries: (call) => remove(deps, call, call.parameters),
    deleteInstance: (call) => remove(deps, call, call.parameters),
  };
}

async function remove(
  deps: RemoveImagingDeps,
  { caller }: Pick<Call<'deleteStudy'>, 'caller'>,
  parameters: ResourceParameters,
): Promise<Answer> {
  await removeImaging(deps, caller, uidsOf(parameters));
  return {};
}
