import { create } from './graphql-sse.js';

/** One connection for all operations. */
export default ({ http, retries }) => create(http, retries, true);
