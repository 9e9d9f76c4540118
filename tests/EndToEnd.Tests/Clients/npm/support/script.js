/** One line of JSON, which the test reads. */
export const print = (value) => console.log(JSON.stringify(value));

/** Runs the script with the command line's arguments; whatever goes wrong ends it with exit code 1 and says why. */
export async function run(script) {
  process.on('unhandledRejection', fail);
  try {
    await script(...process.argv.slice(2), fail);
    process.exit(0); // Connections that a client keeps for later would keep the process.
  } catch (error) {
    fail(error);
  }
}

function fail(error) {
  console.error(error?.stack ?? error?.message ?? error); // A WebSocket's event has a message, and much else.
  process.exit(1);
}
