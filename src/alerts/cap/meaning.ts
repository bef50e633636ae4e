/** What CAP 1.2 asks of an alert beyond its schema, where elements depend on one another. Pure. */
import type { CapAlert, CapFault } from './alert.ts';
import { msOf } from './values.ts';

/** What is wrong with the whole; nothing when it is sound. */
export function faultsOfMeaning(alert: CapAlert): CapFault[] {
  const faults: CapFault[] = [];
  const fault = (at: string, expected: string, found?: string): void => {
    faults.push({ at, expected, ...(found === undefined ? {} : { found }) });
  };
  const { scope, msgType } = alert;
  if (scope === 'Restricted' && !alert.restriction?.trim())
    fault('alert/restriction', 'the rule for whom it is, because scope is Restricted');
  if (scope === 'Private' && !alert.addresses?.trim())
    fault('alert/addresses', 'the recipients, because scope is Private');
  if (msgType !== 'Alert' && alert.references.length === 0)
    fault('alert/references', `the messages that it is about, because msgType is ${msgType}`);
  if (
    alert.references.some(
      ({ identifier, sender }) => identifier === alert.identifier && sender === alert.sender,
    )
  )
    fault('alert/references', 'other messages than this one', alert.identifier);
  for (const [index, info] of alert.info.entries()) {
    const at = `alert/info[${index + 1}]`;
    const begins = msOf(info.effective ?? alert.sent) ?? 0;
    const ends = info.expires === undefined ? undefined : msOf(info.expires);
    if (ends !== undefined && ends <= begins)
      fault(`${at}/expires`, 'a time after effective (or sent)', info.expires);
    for (const [place, area] of info.area.entries())
      if (area.ceiling !== undefined && area.altitude === undefined)
        fault(`${at}/area[${place + 1}]/altitude`, 'the lower limit, because there is a ceiling');
  }
  return faults;
}
