/** A push as a client keeps it: everything once, then differences. */
export class Mirror {
  resultMap = {};
  cursor;
  #version = 0;
  #runs = new Map();
  #resets = 0;
  #changedTasks = new Set();
  #waiting = [];

  apply(change) {
    if (change.reset) {
      this.#resets++;
      this.resultMap = {};
      this.#runs.clear();
    }
    for (const run of change.taskRuns) {
      this.#changedTasks.add(run.taskId);
      this.#runs.set(`${run.taskId}/${run.runId}`, run);
    }
    for (const [taskId, groups] of Object.entries(change.resultMap)) {
      if (Object.keys(groups).length > 0) this.resultMap[taskId] = groups;
      else delete this.resultMap[taskId];
    }
    this.cursor = change.cursor;
    this.#version = change.version;
    this.#waiting = this.#waiting.filter(({ version, resolve }) => version > this.#version || resolve());
  }

  /** Resolves when the mirror is of this version or a later one. */
  reaches(version) {
    return new Promise((resolve) => {
      if (version <= this.#version) resolve();
      else this.#waiting.push({ version, resolve });
    });
  }

  /** What has come since this was last asked. */
  state() {
    const state = { version: this.#version, resets: this.#resets, changedTasks: [...this.#changedTasks].sort() };
    this.#resets = 0;
    this.#changedTasks.clear();
    return state;
  }

  /** The push's counts, worked out from the runs. */
  counts() {
    const results = [...this.#runs.values()].flatMap((run) => run.results);
    const having = (status) => results.filter((result) => result.status === status).length;
    return {
      taskRuns: this.#runs.size,
      groups: new Set(results.map((result) => result.group)).size,
      ok: having('OK'),
      error: having('ERROR'),
      skip: having('SKIP'),
      unsupported: having('UNSUPPORTED'),
    };
  }
}
