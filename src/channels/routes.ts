/** The gateways of this installation over HTTP, when its settings name any; ends with the server. */
import type { FastifyPluginAsync } from 'fastify';
import { gatewayRoutes } from './gateways/routes.ts';
import type { OpenChannels } from './open.ts';

export type ChannelRoutesOptions = { channels: OpenChannels };

export const channelRoutes: FastifyPluginAsync<ChannelRoutesOptions> = async (app, options) => {
  const { house, counts, gateways, sender, close } = options.channels;
  app.addHook('onClose', () => close());
  if (gateways.length > 0) await app.register(gatewayRoutes, { house, counts, gateways, sender });
};
