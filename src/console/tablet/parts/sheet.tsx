/** A sheet over the screen: focus stays inside and goes back, Esc and its button close, keys beneath are silent. Never opened without an act. */
import { type ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { type Keys, useKeys } from '../keys.ts';
import { useSpeech } from '../speech.tsx';

export function Sheet({
  title,
  close,
  keys = {},
  children,
}: {
  title: string;
  close: () => void;
  keys?: Keys;
  children: ReactNode;
}) {
  const { t } = useSpeech();
  useKeys(keys, { alone: true });
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) close();
      }}
      className="veil"
    >
      <Modal className="sheet">
        <Dialog className="inner">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
          <button type="button" className="btn shut" aria-label={t('act.close')} onClick={close}>
            <span aria-hidden="true">×</span>
          </button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
