import './workers.js';
import 'graphiql/style.css';
import './explorer.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { SelectOperation, initial } from './address.jsx';
import { exampleTabs } from './examples.js';
import newestPushes from './questions/newestPushes.graphql?raw';
import { storage } from './storage.js';

// The header names are lower case, so that they replace the fetcher's own headers instead of being joined to them.
// The fetcher sends the headers editor's contents with each request, and as parameters of each WebSocket's initialisation.
const fetcher = createGraphiQLFetcher({
  url: '/graphql',
  subscriptionUrl: `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/graphql`,
  headers: { accept: 'application/graphql-response+json, application/json' },
  enableIncrementalDelivery: false,
});

// A query in the address has the first tab; GraphiQL would show it under the first example's name.
const tabs = initial.initialQuery ? undefined : await exampleTabs(storage);

createRoot(document.getElementById('explorer')).render(
  <GraphiQL
    fetcher={fetcher}
    defaultQuery={newestPushes}
    defaultTabs={tabs}
    defaultEditorToolsVisibility={tabs ? 'variables' : undefined}
    storage={storage}
    {...initial}
  >
    <SelectOperation />
  </GraphiQL>,
);
