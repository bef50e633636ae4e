export {
  type AgreementInput,
  type AgreementView,
  assessHarm,
  cutOrganisation,
  draftAgreement,
  type HarmInput,
  listAgreements,
  reopenAgreement,
  signAgreement,
  startAgreement,
  stopAgreement,
} from './agreement.ts';
export {
  type AgreementDetail,
  listParties,
  type Party,
  readAgreement,
} from './read-agreement.ts';
