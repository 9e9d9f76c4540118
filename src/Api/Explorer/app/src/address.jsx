// Fills the explorer from the page's address: /graphql?query=…&variables=…&operationName=…, the parameters of a GET request.
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef } from 'react';

const parameters = new URLSearchParams(location.search);
const query = parameters.get('query');
const operationName = parameters.get('operationName');

/** Props for GraphiQL. None without a query, so that it restores the last session. */
export const initial = query ? { initialQuery: query, initialVariables: indented(parameters.get('variables')) } : {};

/** Preselects the operation once GraphiQL has parsed the query; users can still select another. */
export function SelectOperation() {
  const operations = useGraphiQL((state) => state.operations);
  const { setOperationName } = useGraphiQLActions();
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current || !operations?.some(({ name }) => name?.value === operationName)) return;
    isDone.current = true;
    setOperationName(operationName);
  }, [operations, setOperationName]);
  return null;
}

function indented(json) {
  try {
    return json ? JSON.stringify(JSON.parse(json), null, 2) : undefined;
  } catch {
    return json; // Shown as it is, for the user to correct.
  }
}
