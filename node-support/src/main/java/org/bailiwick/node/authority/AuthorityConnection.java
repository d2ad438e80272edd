package org.bailiwick.node.authority;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Predicate;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.feed.AuthorityFeed;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.feed.CrlSettings;
import org.bailiwick.node.feed.FeedSettings;
import org.bailiwick.node.feed.RevocationListener;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.NodeHttpSettings;
import org.bailiwick.node.outbound.address.AgentAddresses;
import org.bailiwick.node.peer.workloadtoken.TokenStatuses;
import org.bailiwick.node.renewal.CertificateRenewal;
import org.bailiwick.node.statuslist.StatusListAnswer;
import org.bailiwick.node.statuslist.StatusListReader;
import org.bailiwick.node.trust.DomainTrust;

/**
 * A component's connection to its authority: trust anchors, revocations, statuses of tokens, event
 * feed and outbound calls. Nothing runs before {@link #start}.
 */
public final class AuthorityConnection implements AutoCloseable {

  private static final int OK = 200;

  /** A request waits for a status list no longer than this. */
  private static final Duration STATUS_PATIENCE = Duration.ofSeconds(3);

  private final AuthoritySettings settings;
  private final Clock clock;
  private final DomainTrust trust;
  private final NodeHttp http;
  private final CrlRevocations revocations;
  private final StatusListReader statuses;

  /**
   * Reads the operator CA and the copies of an earlier run.
   *
   * @throws UncheckedIOException when the operator CA's certificate cannot be read
   */
  public AuthorityConnection(AuthoritySettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    try {
      this.trust = new DomainTrust(settings.trust(), clock);
    } catch (IOException e) {
      throw new UncheckedIOException("the operator CA's certificate cannot be read", e);
    }
    this.http = new NodeHttp(NodeHttpSettings.of(settings.tlsFolder()), trust::tlsAnchors);
    this.revocations = new CrlRevocations(trust::issuers, settings.crls(), clock);
    this.statuses =
        new StatusListReader(this::statusList, trust.witKeys(), settings.crls().maxAge(), clock);
  }

  /** The trust anchors of this domain. */
  public DomainTrust trust() {
    return trust;
  }

  /** Calls to nodes of this domain. */
  public NodeHttp http() {
    return http;
  }

  /** Calls to agents of the own domain whose certificate must be acceptable besides. */
  public NodeHttp toAgents(Predicate<X509Certificate> acceptable, AgentAddresses addresses) {
    return NodeHttp.toAgents(
        NodeHttpSettings.of(settings.tlsFolder()), trust::tlsAnchors, acceptable, addresses);
  }

  /** The revocations of this domain. */
  public CrlRevocations revocations() {
    return revocations;
  }

  /** The statuses of the domain's Workload Identity Tokens, by the authority's status lists. */
  public TokenStatuses statuses() {
    return statuses;
  }

  private byte[] statusList(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Accept", StatusListAnswer.MEDIA_TYPE)
            .timeout(STATUS_PATIENCE)
            .build();
    HttpResponse<byte[]> answer = http.send(request, settings.trust().authority());
    if (answer.statusCode() != OK) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "status-list-answer",
          "The authority answered " + answer.statusCode() + ".");
    }
    return answer.body();
  }

  /** The settings of CRLs, which apply to partners too. */
  public CrlSettings crlSettings() {
    return settings.crls();
  }

  /** Reads one of the authority's event streams. */
  public AuthorityFeed feed(String stream, RevocationListener listener) {
    return new AuthorityFeed(
        FeedSettings.of(url(), settings.trust().authority(), stream), http, listener, clock);
  }

  /** Renews this node's own certificates. */
  public CertificateRenewal renewal() {
    return new CertificateRenewal(settings.tlsFolder(), http, url(), settings.trust().authority());
  }

  private URI url() {
    return settings.trust().authorityUrl();
  }

  /** Starts the threads that read trust bundle and CRLs. */
  public void start() {
    trust.start(http);
    revocations.start();
  }

  @Override
  public void close() {
    revocations.close();
    trust.close();
    http.close();
  }
}
