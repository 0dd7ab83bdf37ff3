// Data sets as XML (PS3.19 A.1). What other folders may use.
export { fromDicomXml } from './from-dicom-xml.ts';
export { nativeDicomNamespace, toDicomXml } from './to-dicom-xml.ts';
export { DicomXmlError } from './xml-document.ts';
