import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { urqlClient } from './urql.js';

/** urql without another library: its subscriptions by GraphQL over SSE. */
export default ({ http }) => urqlClient(
  new Client({ url: http, exchanges: [cacheExchange, fetchExchange], fetchSubscriptions: true }),
  () => {},
);
