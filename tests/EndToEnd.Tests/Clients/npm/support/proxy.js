import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Stands between a client and the service, and can be cut as a network can. */
export class Proxy {
  #server = createServer((socket) => this.#accept(socket));
  #sockets = new Set();
  #service;
  #isCut = false;

  static async start(address) {
    const proxy = new Proxy();
    proxy.#service = new URL(address);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get address() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Every connection is reset, and each new one, too. */
  cut() {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  mend() {
    this.#isCut = false;
  }

  /** Resolves when a client has tried in vain to come back. */
  refused() {
    return once(this.#server, 'refused');
  }

  close() {
    this.cut();
    this.#server.close();
  }

  #accept(socket) {
    if (this.#isCut) {
      socket.resetAndDestroy();
      this.#server.emit('refused');
      return;
    }

    const service = connect(Number(this.#service.port), this.#service.hostname);
    this.#join(socket, service);
    this.#join(service, socket);
  }

  #join(from, to) {
    this.#sockets.add(from);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    from.pipe(to);
  }
}
