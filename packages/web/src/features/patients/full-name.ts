// How a patient is called on the screen.

/** Given names and family name. */
export function fullName(patient: { given_names: string; family_name: string }): string {
  return `${patient.given_names} ${patient.family_name}`;
}
