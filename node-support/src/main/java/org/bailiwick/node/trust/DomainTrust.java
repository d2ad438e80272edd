package org.bailiwick.node.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.PlainFetch;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.TrustAnchors;

/**
 * The trust anchors of a node's own domain, on a node that is not the authority. Trust starts from
 * one pinned fingerprint: it authenticates a root certificate, the root secures the TLS connection
 * over which the trust bundle comes, and every issuing CA that the bundle names must be signed by a
 * root. The first operator CA comes from a file; an operator CA of the bundle counts when an
 * earlier one endorses it. Until the authority is reached, the node uses the copies of an earlier
 * run; without copies it trusts nothing. A bundle with a lower sequence number is never taken.
 */
public final class DomainTrust implements TrustAnchors, AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(DomainTrust.class);

  /**
   * The trust at one moment.
   *
   * @param issuers every CA by its name, including roots and operator CAs
   */
  private record Snapshot(
      List<Anchor> anchors,
      Set<X509Certificate> tls,
      List<X509Certificate> issuing,
      Map<String, X509Certificate> issuers) {}

  /** The fault of a reading that failed by an error of this node. */
  private static final String OWN_FAULT = "a fault of this node, in its log";

  /** Names of CAs that issue to no agent. */
  private static final Set<String> NOT_ISSUING =
      Set.of(DomainTrustSettings.ROOT, DomainTrustSettings.OPERATOR_CA);

  private final DomainTrustSettings settings;
  private final OperatorCas operatorCas;
  private final Clock clock;
  private final BundlePoll poll;
  private volatile Snapshot snapshot;
  private volatile Map<String, PublicKey> witKeys = Map.of();
  private volatile Optional<Instant> confirmedAt = Optional.empty();
  private volatile String fault = "";
  private volatile Duration period = BundlePoll.PERIOD;
  private long sequence = Long.MIN_VALUE;

  /**
   * Reads the operator CA and, if there are any, the copies of an earlier run.
   *
   * @throws ProblemException malformed-request when the operator CA's file does not hold a
   *     certificate
   */
  public DomainTrust(DomainTrustSettings settings, Clock clock) throws IOException {
    this(settings, clock, System::nanoTime);
  }

  DomainTrust(DomainTrustSettings settings, Clock clock, LongSupplier nanos) throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.poll = new BundlePoll(nanos);
    this.operatorCas =
        new OperatorCas(
            settings.domain(), Pem.certificate(Files.readAllBytes(settings.operatorCa())));
    this.snapshot = snapshot(List.of(), Map.of(), Map.of(), operatorCas.known());
    settings.cacheFolder().ifPresent(folder -> recall(new TrustDocuments.Kept(folder)));
  }

  @Override
  public List<Anchor> anchors() {
    return snapshot.anchors();
  }

  /** The issuing CAs, which complete the path of a peer that sends only its leaf. */
  @Override
  public List<X509Certificate> intermediates() {
    return snapshot.issuing();
  }

  /** The trust anchors for TLS servers of this domain, both nodes and agents. */
  public Set<X509Certificate> tlsAnchors() {
    return snapshot.tls();
  }

  /** Every CA of the domain by the name under which the authority publishes its CRL. */
  public Map<String, X509Certificate> issuers() {
    return snapshot.issuers();
  }

  /** The keys of the domain's Workload Identity Tokens; an unknown {@code kid} causes a reading. */
  public JwtKeys witKeys() {
    return id -> {
      Optional<PublicKey> known = id.map(witKeys::get);
      if (id.isPresent() && known.isEmpty()) {
        poll.readSoon();
      }
      return known.stream().toList();
    };
  }

  @Override
  public Optional<Duration> readSoon(TrustDomain domain) {
    return domain.equals(settings.domain()) ? poll.readSoon() : Optional.empty();
  }

  /** The number of early readings since the start. */
  public int earlyReadings() {
    return poll.earlyReadings();
  }

  public TrustDomain domain() {
    return settings.domain();
  }

  public TrustState state() {
    return new TrustState(!snapshot.tls().isEmpty(), confirmedAt, fault);
  }

  /** Reads all documents from the authority; the client's anchors are {@link #tlsAnchors}. */
  public synchronized void refresh(NodeHttp http) throws IOException {
    TrustDocuments remote =
        new TrustDocuments.Remote(
            new PlainFetch(settings.plainUrl(), TrustDocuments.Remote.MAX_CERTIFICATE),
            settings.authorityUrl(),
            http,
            settings.authority());
    try {
      keep(read(remote));
      confirmedAt = Optional.of(clock.instant());
      fault = "";
    } catch (GeneralSecurityException | ProblemException e) {
      throw new IOException("the authority's trust documents are not acceptable", e);
    }
  }

  /** Keeps the anchors fresh in a thread of its own. */
  public void start(NodeHttp http) {
    poll.start(() -> refreshed(http));
  }

  private Duration refreshed(NodeHttp http) throws IOException {
    try {
      refresh(http);
      return period;
    } catch (IOException e) {
      fault = String.valueOf(e.getMessage());
      LOG.warn("trust.refresh-failed", Map.of("reason", fault));
      throw e;
    } catch (RuntimeException | Error e) {
      if (!fault.equals(OWN_FAULT)) { // once, since readings fail every few seconds
        LOG.fault("trust.refresh-failed", Map.of("reason", OWN_FAULT), e);
      }
      fault = OWN_FAULT;
      throw e;
    }
  }

  /** Reads each document before those that it authenticates; returns all by their file names. */
  private Map<String, byte[]> read(TrustDocuments documents)
      throws IOException, GeneralSecurityException {
    Map<String, byte[]> byFile = new LinkedHashMap<>();
    Map<String, X509Certificate> issuing = new LinkedHashMap<>();
    X509Certificate root = pinned(documents, byFile);
    if (snapshot.tls().isEmpty()) {
      // The request for the bundle needs a TLS anchor.
      snapshot = snapshot(List.of(root), Map.of(), Map.of(), operatorCas.known());
    }
    byte[] json = documents.bundle();
    SpiffeBundle bundle = SpiffeBundle.parse(json);
    if (bundle.sequence() < sequence) {
      throw new IOException("the bundle is older than the one in use");
    }
    Map<String, X509Certificate> roots = roots(bundle, documents, byFile);
    for (String name : bundle.issuers()) {
      if (NOT_ISSUING.contains(name) || roots.containsKey(name)) {
        throw new IOException("the bundle names " + name + " as an issuing CA and for another use");
      }
      byte[] der = documents.issuer(name);
      issuing.put(name, IssuerChecks.issuing(der, roots.values()));
      byFile.put(name + ".cer", der);
    }
    Map<String, X509Certificate> forOperators = operatorCas.read(bundle, documents, byFile);
    snapshot = snapshot(bundle.anchors(), roots, issuing, forOperators);
    witKeys = bundle.witKeys();
    period = bundle.refresh();
    sequence = bundle.sequence();
    byFile.put(TrustDocuments.BUNDLE_FILE, json);
    return byFile;
  }

  /** The pinned root: the domain's first one, or a later one, whose name is its fingerprint. */
  private X509Certificate pinned(TrustDocuments documents, Map<String, byte[]> byFile)
      throws IOException {
    String name = DomainTrustSettings.ROOT;
    byte[] der = documents.issuer(name);
    if (!Sha256.hex(der).equals(settings.pin())) {
      name = settings.pin();
      der = later(documents, name).orElse(der);
    }
    X509Certificate root = IssuerChecks.root(der, settings.pin());
    byFile.put(name + ".cer", der);
    return root;
  }

  private static Optional<byte[]> later(TrustDocuments documents, String fingerprint) {
    try {
      return Optional.of(documents.issuer(fingerprint));
    } catch (IOException | ProblemException thereIsNone) {
      return Optional.empty();
    }
  }

  /** The roots by the names of their CRLs; each must be an anchor of the bundle. */
  private static Map<String, X509Certificate> roots(
      SpiffeBundle bundle, TrustDocuments documents, Map<String, byte[]> byFile)
      throws IOException {
    Map<String, X509Certificate> roots = new LinkedHashMap<>();
    for (String name : bundle.roots()) {
      byte[] der = documents.issuer(name);
      X509Certificate root = Pem.certificate(der);
      if (!bundle.anchors().contains(root) || DomainTrustSettings.OPERATOR_CA.equals(name)) {
        throw new IOException("the bundle names " + name + " as a root, which is no anchor of it");
      }
      roots.put(name, root);
      byFile.put(name + ".cer", der);
    }
    return roots;
  }

  private Snapshot snapshot(
      List<X509Certificate> forAgents,
      Map<String, X509Certificate> roots,
      Map<String, X509Certificate> issuing,
      Map<String, X509Certificate> forOperators) {
    List<Anchor> anchors = new ArrayList<>();
    forOperators
        .values()
        .forEach(each -> anchors.add(new Anchor(each, settings.domain(), AnchorUse.OPERATORS)));
    Set<X509Certificate> tls = new LinkedHashSet<>(forAgents);
    // An operator CA in the bundle by mistake must not vouch for agents.
    tls.removeIf(operatorCas::hasKeyOf);
    tls.forEach(anchor -> anchors.add(new Anchor(anchor, settings.domain(), AnchorUse.AGENTS)));
    Map<String, X509Certificate> issuers = new LinkedHashMap<>(roots);
    issuers.putAll(issuing);
    issuers.putAll(forOperators);
    return new Snapshot(
        List.copyOf(anchors), Set.copyOf(tls), List.copyOf(issuing.values()), Map.copyOf(issuers));
  }

  private void keep(Map<String, byte[]> documents) {
    settings
        .cacheFolder()
        .map(TrustDocuments.Kept::new)
        .ifPresent(
            kept -> {
              try {
                kept.keep(documents);
              } catch (IOException e) {
                LOG.warn("trust.copies-not-kept", Map.of("reason", String.valueOf(e.getMessage())));
              }
            });
  }

  private void recall(TrustDocuments.Kept kept) {
    try {
      read(kept);
    } catch (IOException | GeneralSecurityException | ProblemException e) {
      LOG.info("trust.no-kept-copies", Map.of("reason", String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void close() {
    poll.close();
  }
}
