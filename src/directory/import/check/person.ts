/** `address.attention` may name an office or a person; only what is surely an office is kept (chapter 10, section 1.1). */

const OFFICE =
  /\b(?:office|desk|reception|department|dept|unit|team|service|services|centre|center|section|division|attention|manager|coordinator|director|administration|admin|secretariat|secretary|bureau|accueil|service|oficina|recepción|recepcion|departamento|equipo|büro|empfang|abteilung|escritório|clinic|hospital|school|program|programme|ministry|council|committee|association|mail ?room|po box|suite|floor|building|room)\b|مكتب|قسم|استقبال|دفتر|بخش|ቤት ጽሕፈት/iu;

export function namesOffice(text: string): boolean {
  return (
    OFFICE.test(text) &&
    !/\b(?:mr|mrs|ms|miss|dr|prof|m\.|mme|sr|sra|herr|frau)\b\.?\s/iu.test(text)
  );
}
