package org.bailiwick.client.work;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.revocation.RevocationStatus;
import org.bailiwick.client.transactiontoken.TransactionTokenVerifier;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * The HTTPS server of an agent. It serves the path of its credential's locator, requires a
 * certificate of the trust domain from every caller, and passes verified orders to the {@link Work}
 * of their capability. It refuses revoked callers, and all callers when its own credential has
 * ended or is revoked. Handshake and request together end within 30 seconds, unless another class
 * used the JDK's HTTP server before this one was loaded.
 */
public final class AgentRuntime implements AutoCloseable {
  private static final int THREADS = 16;
  private static final int BACKLOG = 64;

  /** The JDK's server reads this property when it is first used; by default it has no limit. */
  private static final String REQUEST_LIMIT = "sun.net.httpserver.maxReqTime";

  private static final String SECONDS = "30";

  static {
    // Without a limit, a few callers that never end their handshakes could hold all threads. A
    // limit that is already set stays.
    if (System.getProperty(REQUEST_LIMIT) == null) {
      System.setProperty(REQUEST_LIMIT, SECONDS);
    }
  }

  private final HttpsServer server;
  private final ExecutorService threads;
  private final JsonEndpoint master;
  private final RevocationStatus status;

  private AgentRuntime(
      HttpsServer server, ExecutorService threads, JsonEndpoint master, RevocationStatus status) {
    this.server = server;
    this.threads = threads;
    this.master = master;
    this.status = status;
  }

  /** Starts the server, which keeps the answers of finished orders in {@code answers}. */
  public static AgentRuntime start(
      RuntimeSettings settings, Map<Capability, Work> works, AnswerStore answers)
      throws IOException {
    return start(settings, works, answers, RefusalLog.ofThePlatform());
  }

  /** As above, with a log of refused requests and handshakes. */
  public static AgentRuntime start(
      RuntimeSettings settings, Map<Capability, Work> works, AnswerStore answers, RefusalLog log)
      throws IOException {
    TrustedAuthority trusted = settings.trusted();
    CredentialFolder folder = settings.folder();
    SSLContext outboundTls = folder.tls(trusted.trust(SpiffeId::isNode));
    JsonEndpoint master = new JsonEndpoint(settings.master(), outboundTls);
    Clock clock = Clock.systemUTC();
    TransactionTokenVerifier checks =
        new TransactionTokenVerifier(
            () -> master.get("/oauth/jwks", Map.of()).body().toString(), trusted.domain(), clock);
    OrderExecutor executor = new OrderExecutor(folder.credential(), works, answers, clock);

    HttpsServer server = HttpsServer.create(settings.listen(), BACKLOG);
    SSLContext inboundTls =
        folder.tls(new LoggedTrust(trusted.trust(id -> id.isAgent() || id.isNode()), log));
    server.setHttpsConfigurator(new CertificateRequired(inboundTls));
    RevocationStatus status =
        RevocationStatus.start(
            trusted, folder.chain(), line -> log.refused(line, Optional.empty()), clock);
    String path = folder.credential().information().locator().uri().getPath();
    server.createContext(
        path, new WorkExchange(path, checks, executor, folder::chain, status, master, log));
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    server.setExecutor(threads);
    server.start();
    return new AgentRuntime(server, threads, master, status);
  }

  private static final class CertificateRequired extends HttpsConfigurator {
    CertificateRequired(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setNeedClientAuth(true);
      tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      parameters.setSSLParameters(tls);
    }
  }

  /** The address of the server; the system has chosen the port if the settings have port 0. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Stops at once. An order that is being executed is not answered, and its caller repeats it. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    master.close();
    status.close();
  }
}
