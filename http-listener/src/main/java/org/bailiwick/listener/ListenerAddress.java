package org.bailiwick.listener;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Where a listener is. */
public sealed interface ListenerAddress {

  /** A port, which the system chooses if it is 0; with TLS if its settings are there. */
  record Port(InetSocketAddress address, Optional<SslContextFactory.Server> tls)
      implements ListenerAddress {
    @Override
    public String toString() {
      return address.getHostString() + ":" + address.getPort();
    }
  }

  /** A Unix domain socket. A file at this path is replaced. */
  record Socket(Path path) implements ListenerAddress {
    @Override
    public String toString() {
      return path.toString();
    }
  }
}
