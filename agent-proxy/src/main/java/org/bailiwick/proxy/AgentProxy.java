package org.bailiwick.proxy;

import jakarta.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.listener.HttpListener;
import org.bailiwick.listener.ListenerAddress;
import org.bailiwick.listener.ListenerBounds;
import org.bailiwick.proxy.call.OutboundCalls;
import org.bailiwick.proxy.call.TokenVault;
import org.bailiwick.proxy.listing.KeptListing;
import org.bailiwick.proxy.rules.ProxyAnswer;
import org.bailiwick.proxy.rules.ProxyRules;
import org.bailiwick.proxy.rules.Refusals;
import org.bailiwick.proxy.secret.OutgoingGuard;
import org.bailiwick.proxy.secret.PlatformSecrets;
import org.bailiwick.proxy.signature.AssertionMint;
import org.bailiwick.proxy.signature.ProofMint;

/**
 * The running proxy. It serves HTTP/1.1 on a Unix domain socket (Jetty, docs/decisions/0027) for
 * the agent and, if the rules have {@code work}, a TLS listener for the agent's callers. If asked
 * for, it serves the SPIFFE Workload API on a second socket, and keeps the agent listed in the
 * registry.
 */
public final class AgentProxy implements AutoCloseable {
  private static final int THREADS = 24;
  private static final int CONNECTIONS = 16;
  private static final int MAX_HEADERS = 16 * 1024;
  private static final Duration IDLE = Duration.ofSeconds(35);
  private static final Duration REQUEST = Duration.ofSeconds(10);

  private final SocketPlace place;
  private final Optional<WorkIntake> intake;
  private final Optional<KeptListing> listing;
  private Optional<HttpListener> server = Optional.empty();
  private Optional<WorkloadEndpoint> workloadApi = Optional.empty();

  private AgentProxy(
      SocketPlace place, Optional<WorkIntake> intake, Optional<KeptListing> listing) {
    this.place = place;
    this.intake = intake;
    this.listing = listing;
  }

  /** Starts to listen. Each request is logged as one line. */
  public static AgentProxy start(ProxySettings settings, Consumer<String> log) {
    ProxyRules rules = ProxyRules.read(settings.rules());
    WorkloadEndpoint.requireBoth(settings, rules);
    OutboundCalls.Secrets secrets = secrets(settings, rules);
    Map<String, ProxyExchange.Operation> operations =
        new HashMap<>(operations(settings, rules, secrets));
    SocketPlace place = new SocketPlace(settings.socket(), settings.group());
    place.prepare();
    Optional<WorkIntake> intake =
        rules.work().map(work -> WorkIntake.start(settings, rules, secrets, log));
    intake.ifPresent(each -> operations.putAll(each.operations()));
    if (rules.proofs().isPresent()) {
      ProofMint mint =
          new ProofMint(settings.folder(), settings.trusted(), rules, Clock.systemUTC());
      operations.put(
          "/v1/proofs",
          new ProxyExchange.Operation("POST", (id, body) -> secrets.guard().made(mint.mint(body))));
    }
    Optional<KeptListing> listing =
        settings
            .listing()
            .map(wanted -> new KeptListing(settings.folder(), settings.trusted(), wanted, log));
    listing.ifPresent(
        kept ->
            operations.put(
                "/v1/ready",
                new ProxyExchange.Operation(
                    "GET", (id, body) -> new ProxyAnswer(kept.requireListed(), ""), false)));
    AgentProxy proxy = new AgentProxy(place, intake, listing);
    proxy.listen(new ProxyExchange(operations, log));
    proxy.serveWorkloadApi(settings, rules, log);
    listing.ifPresent(KeptListing::start); // last, since callers come from then on
    return proxy;
  }

  /** The secrets of the rules must be readable at the start, so that a fault shows at once. */
  private static OutboundCalls.Secrets secrets(ProxySettings settings, ProxyRules rules) {
    TokenVault tokens = new TokenVault(Clock.systemUTC());
    PlatformSecrets platform = new PlatformSecrets(rules.secrets(), System.getenv());
    platform.all();
    OutgoingGuard.Kept kept =
        new OutgoingGuard.Kept(platform::all, tokens::kept, settings.folder()::key);
    return new OutboundCalls.Secrets(tokens, platform, new OutgoingGuard(kept));
  }

  private static Map<String, ProxyExchange.Operation> operations(
      ProxySettings settings, ProxyRules rules, OutboundCalls.Secrets secrets) {
    AssertionMint mint = new AssertionMint(settings.folder(), rules, Clock.systemUTC());
    OutboundCalls calls = new OutboundCalls(settings.folder(), settings.trusted(), rules, secrets);
    return Map.of(
        "/v1/credential",
        new ProxyExchange.Operation("GET", (id, body) -> credential(settings.folder())),
        "/v1/assertions",
        new ProxyExchange.Operation("POST", (id, body) -> assertion(mint, secrets.guard(), body)),
        "/v1/calls",
        new ProxyExchange.Operation("POST", (id, body) -> calls.call(body)));
  }

  /** The agent chooses a part of the claims, so these are looked through. */
  private static ProxyAnswer assertion(AssertionMint mint, OutgoingGuard guard, String body) {
    guard.require(body);
    return guard.made(mint.mint(body));
  }

  private void listen(ProxyExchange exchange) {
    try {
      server =
          Optional.of(
              HttpListener.start(
                  "The proxy",
                  new ListenerAddress.Socket(place.socket()),
                  new ListenerBounds(
                      THREADS, CONNECTIONS, MAX_HEADERS, IDLE, REQUEST, Optional.empty()),
                  new HttpListener.Answers(exchange, new HttpErrors())));
      place.finish();
    } catch (IOException e) {
      close();
      throw Refusals.unavailable("proxy-socket", "The proxy cannot listen at " + place.socket(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void serveWorkloadApi(ProxySettings settings, ProxyRules rules, Consumer<String> log) {
    try {
      workloadApi =
          settings.workloadApi().map(at -> WorkloadEndpoint.start(settings, at, rules, log));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The socket of the Workload API, if it is served. */
  public Optional<Path> workloadSocket() {
    return workloadApi.map(WorkloadEndpoint::socket);
  }

  /** The socket on which it listens. */
  public Path socket() {
    return place.socket();
  }

  /** The address for callers of the agent, if the rules have {@code work}. */
  public Optional<InetSocketAddress> listener() {
    return intake.map(WorkIntake::address);
  }

  /** The public part of the credential: name, serial number, expiry and chain. */
  private static ProxyAnswer credential(CredentialFolder folder) {
    AgentCredential credential = folder.credential();
    return new ProxyAnswer(
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
    listing.ifPresent(KeptListing::close); // first, so that orders that come meanwhile are served
    workloadApi.ifPresent(WorkloadEndpoint::close);
    intake.ifPresent(WorkIntake::close);
    server.ifPresent(HttpListener::close);
  }
}
