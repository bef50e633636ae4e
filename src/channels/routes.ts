/** The gateways of this installation over HTTP, when its settings name any; ends with the server. */
import type { FastifyPluginAsync } from 'fastify';
import { gatewayRoutes } from './gateways/routes.ts';
import { openSender } from './gateways/send.ts';
import { readGateways } from './gateways/settings.ts';
import type { OpenChannels } from './open.ts';

export type ChannelRoutesOptions = {
  channels: OpenChannels;
  /** The file of WAYHOUSE_CHANNELS. */
  file: string | undefined;
};

/** @throws Problem `bad_input` at the start, when the file is not as docs/channels.md says */
export const channelRoutes: FastifyPluginAsync<ChannelRoutesOptions> = async (app, options) => {
  const { channels, file } = options;
  app.addHook('onClose', () => channels.close());
  if (file === undefined) return;
  const gateways = readGateways(file);
  const { counts, house } = channels;
  const sender = openSender({
    counts,
    warn: (details, message) => app.log.warn(details, message),
  });
  app.addHook('onClose', () => sender.close());
  await app.register(gatewayRoutes, { house, counts, gateways, sender });
};
