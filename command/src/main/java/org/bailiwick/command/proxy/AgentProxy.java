package org.bailiwick.command.proxy;

import jakarta.json.Json;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The running proxy: HTTP/1.1 on a socket of the file system (Jetty, docs/decisions/0027). */
public final class AgentProxy implements AutoCloseable {
  /** Held here, for a logger that nobody holds loses its level. */
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  private static final int THREADS = 24;
  private static final int CONNECTIONS = 16;
  private static final int MAX_HEADERS = 16 * 1024;
  private static final Duration IDLE = Duration.ofSeconds(35);

  private final Server server;
  private final SocketPlace place;

  private AgentProxy(Server server, SocketPlace place) {
    this.server = server;
    this.place = place;
  }

  /** Begins to listen; each use is a line of {@code log}. */
  public static AgentProxy start(ProxySettings settings, Consumer<String> log) {
    ProxyRules rules = ProxyRules.read(settings.rules());
    Clock clock = Clock.systemUTC();
    AssertionMint mint = new AssertionMint(settings.folder(), rules, clock);
    OutboundCalls calls =
        new OutboundCalls(
            rules, new OutboundTls(settings.folder(), settings.trusted()), new TokenVault(clock));
    Map<String, ProxyExchange.Offer> offers =
        Map.of(
            "/v1/credential",
            new ProxyExchange.Offer("GET", body -> credential(settings.folder())),
            "/v1/assertions",
            new ProxyExchange.Offer("POST", mint::mint),
            "/v1/calls",
            new ProxyExchange.Offer("POST", calls::call));
    SocketPlace place = new SocketPlace(settings.socket(), settings.group());
    place.prepare();
    AgentProxy proxy = new AgentProxy(server(place, new ProxyExchange(offers, log)), place);
    proxy.listen();
    return proxy;
  }

  private static Server server(SocketPlace place, ProxyExchange exchange) {
    JETTY.setLevel(Level.WARNING);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(MAX_HEADERS);
    http.setUriCompliance(UriCompliance.RFC3986);
    Server server = new Server(new QueuedThreadPool(THREADS));
    UnixDomainServerConnector connector =
        new UnixDomainServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setUnixDomainPath(place.socket());
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
    server.setHandler(exchange);
    server.setErrorHandler(new UnreadRequest());
    return server;
  }

  private void listen() {
    try {
      server.start();
      place.finish();
    } catch (ProblemException e) {
      close();
      throw e;
    } catch (Exception e) { // Jetty's life cycle declares no other
      close();
      throw Refusals.unavailable("proxy-socket", "The proxy cannot listen at " + place.socket(), e);
    }
  }

  /** Where it listens. */
  public Path socket() {
    return place.socket();
  }

  /** What everybody may know: name, chain and times. */
  private static Use credential(CredentialFolder folder) {
    AgentCredential credential = folder.credential();
    return new Use(
        Json.createObjectBuilder()
            .add("agent", credential.agent().toString())
            .add("serial", credential.serial().hex())
            .add(
                "not_after",
                credential
                    .certificate()
                    .getNotAfter()
                    .toInstant()
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString())
            .add("chain", Pem.of(folder.chain()))
            .build(),
        "serial=" + credential.serial().hex());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) { // Jetty's life cycle declares no other
      throw new IllegalStateException("the proxy does not stop", e);
    }
  }
}
