package org.bailiwick.enforcement.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.transactiontoken.TransactionTokenVerifier;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.enforcement.FeedListener;
import org.bailiwick.enforcement.decide.Enforcer;
import org.bailiwick.enforcement.feed.MasterClient;
import org.bailiwick.enforcement.feed.MasterFeed;
import org.bailiwick.enforcement.listen.LocalListener;
import org.bailiwick.enforcement.listen.LocalPages;
import org.bailiwick.enforcement.picture.DomainPicture;
import org.bailiwick.enforcement.policies.EnforcedPolicies;
import org.bailiwick.enforcement.report.DenialBook;
import org.bailiwick.enforcement.report.ReportSender;
import org.bailiwick.enforcement.subject.CallerReading;
import org.bailiwick.listener.HttpListener;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.LoadedApplications;
import org.bailiwick.policy.bundle.VerifiedBundle;

/** The running enforcement point. */
public final class LocalEnforcement implements AutoCloseable {
  private static final String JWKS = "/oauth/jwks";

  private final EnforcementSettings settings;
  private final AuthorityTrust authority;
  private final MasterClient master;
  private final DomainPicture picture;
  private final DenialBook book;
  private final EnforcedPolicies policies;
  private final MasterFeed feed;
  private final ReportSender reports;
  private final EnforcementWatch watch;
  private Optional<HttpListener> listener = Optional.empty();

  private LocalEnforcement(
      EnforcementSettings settings,
      CredentialFolder credential,
      List<FeedListener> more,
      Consumer<String> log)
      throws IOException {
    Clock clock = Clock.systemUTC();
    this.settings = settings;
    this.authority = AuthorityTrust.open(settings.trust(), settings.state(), credential, clock);
    this.master = new MasterClient(settings.master(), () -> credential.tls(nodes()));
    this.picture = new DomainPicture(clock);
    this.book = new DenialBook(clock);
    FeedFanout listeners = new FeedFanout(picture, authority.revocations(), more, clock);
    this.policies =
        new EnforcedPolicies(
            new EnforcedPolicies.Trust(
                settings.trust().domain().name(), authority.officers(), settings.signatures()),
            number -> master.get("/v1/policy-bundles/" + number),
            settings.state(),
            listeners::bundle,
            log,
            clock);
    this.feed =
        new MasterFeed(
            master,
            new MasterFeed.Told(listeners, policies::follow, () -> {}),
            settings.closedAfter(),
            clock,
            log);
    this.reports = new ReportSender(book, this::state, master::post, log);
    this.watch =
        new EnforcementWatch(
            new EnforcementWatch.Parts(feed, policies, reports, picture, book, credential), clock);
  }

  /** The nodes of the domain, by their TLS certificates from its CAs. */
  private SpiffeTrustManager nodes() {
    return new SpiffeTrustManager(
        () -> Set.copyOf(authority.trust().tlsAnchors()),
        id -> id.isNode() && id.trustDomain().equals(settings.trust().domain()));
  }

  /**
   * Starts the enforcement point. It listens at once, and denies until it has policies and the
   * feed.
   *
   * @param credential of the service that it is
   * @param more what else enforces, such as packet filters
   * @throws IOException if it cannot listen, or the operator CA cannot be read
   */
  public static LocalEnforcement start(
      EnforcementSettings settings,
      CredentialFolder credential,
      List<FeedListener> more,
      Consumer<String> log)
      throws IOException {
    if (!credential.workload().spiffeId().isService()) {
      throw new IllegalArgumentException("The credential is not one of a service");
    }
    LocalEnforcement running = new LocalEnforcement(settings, credential, more, log);
    try {
      running.begin(credential, log);
      return running;
    } catch (IOException | RuntimeException e) {
      running.close();
      throw e;
    }
  }

  private void begin(CredentialFolder credential, Consumer<String> log) throws IOException {
    authority.start();
    policies.start();
    SpiffeId self = credential.workload().spiffeId();
    Clock clock = Clock.systemUTC();
    CallerReading callers =
        new CallerReading(
            new PeerVerifier(authority.trust(), authority.revocations(), clock),
            new TransactionTokenVerifier(this::jwks, settings.trust().domain(), clock),
            picture);
    Enforcer enforcer =
        new Enforcer(
            new Enforcer.Parts(
                feed::isFresh,
                this::decisions,
                picture,
                callers,
                name -> settings.identities().getOrDefault(name, self),
                book));
    listener =
        Optional.of(
            LocalListener.start(
                settings.listen(), new LocalPages(enforcer, this::application, watch)));
    feed.start();
    reports.start();
    log.accept("ready port=" + listener.get().port());
  }

  private String jwks() {
    try {
      return new String(master.get(JWKS), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "master-keys-not-fetched",
          "The keys of Txn-Tokens cannot be had now.",
          e);
    }
  }

  private Optional<ApplicationDecisions> decisions() {
    return policies.inForce().map(VerifiedBundle::decisions).map(LoadedApplications::new);
  }

  /** The configured application, or the only one. */
  private Optional<String> application() {
    return settings
        .application()
        .or(
            () ->
                decisions()
                    .map(ApplicationDecisions::applications)
                    .filter(all -> all.size() == 1)
                    .map(all -> all.iterator().next()));
  }

  private ReportSender.State state() {
    Optional<VerifiedBundle> bundle = policies.inForce();
    return new ReportSender.State(
        feed.position(),
        bundle.map(VerifiedBundle::number),
        bundle.map(VerifiedBundle::digest),
        policies.refused());
  }

  /** What was denied and let through; whatever else enforces books here, too. */
  public DenialBook book() {
    return book;
  }

  /** The port at which it listens; 0 for a socket. */
  public int port() {
    return listener.map(HttpListener::port).orElse(0);
  }

  @Override
  public void close() {
    listener.ifPresent(HttpListener::close);
    feed.close();
    reports.close();
    policies.close();
    master.close();
    authority.close();
  }
}
