// Words that stand in names and addresses and identify nobody: they are not searched for by themselves. Lower case, folded.

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Titles, particles, suffixes, and what stands in the name of nobody. */
export const genericNameWords = words(`
  dr prof mr mrs ms miss sir dame lady lord md phd msc bsc frcr frcp fracs jr sr ii iii iv herr frau mme mlle
  von van der den de del della di da do dos das du la le les el al bin ibn bint abu ben ter ten zu zum zur af av
  st san santa saint the and of und et y e i o
  test patient phantom anonymous anonymized anonymised unknown none null name removed case subject nobody
  ct mr us cr dx mg nm pt xa rf ot sc ko pr sr head neck chest brain abdomen pelvis spine knee hand foot
`);

/** What institutions and addresses are made of; who made a device says nothing of whom it looked at. */
export const genericPlaceWords = words(`
  hospital hospitals clinic clinics clinica klinik klinikum krankenhaus hopital ospedale infirmary medical medicine
  health healthcare centre center central institute institut university universitat universitaet general regional
  national memorial department dept abteilung division service services unit ward office radiology radiologie
  radiologia imaging diagnostic diagnostics diagnosis nuclear cardiology oncology surgery emergency department
  intensive care family group practice associates physicians foundation trust college school faculty laboratory
  research north south east west northern southern eastern western upper lower great saint sankt santa san
  street str strasse road avenue ave lane drive way court place square boulevard blvd close gardens highway parade
  terrace floor level suite room building block annex annexe house city town county state country the and of for
  first second third scanner station console workstation
  heart chest brain breast bone eye spine joint head neck lung liver kidney skin blood cancer tumor tumour stroke
  trauma vascular pediatric paediatric children childrens women womens dental sports pain sleep mobile remote
  systems system technology technologies solutions company corporation corp inc ltd gmbh name manufacturer standard
  siemens healthineers philips toshiba canon hitachi fujifilm agfa kodak carestream konica hologic samsung mindray
  esaote varian elekta accuray shimadzu neusoft united lumenbox
  unknown none null removed test
`);

/** Titles in front of a name in free text. */
export const titles =
  '(?:dr|prof|professor|doctor|doktor|mr|mrs|ms|miss|mme|mlle|herr|frau|sir|dame|sister|nurse)';

/** What three initials may spell by chance: examinations, directions, what is planned in radiotherapy. */
export const abbreviations = words(`
  pet mri cta mra nmr dwi adc fov cor sag tra axi pre abd mip mpr gtv ctv ptv oar cbc ecg eeg emg dsa usg fdg psa
  roi tof sar tse ssd ssp rao lao lat med ant post inf sup
`);
