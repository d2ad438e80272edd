package org.bailiwick.node.feed;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationState.Good;
import org.bailiwick.node.peer.RevocationState.Revoked;
import org.bailiwick.node.peer.RevocationState.Unknown;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.Partner.CrlSource;
import org.bailiwick.node.trust.PartnerDirectory;

/**
 * The revocations of partner domains, from the CRL that each partner's description names. A CRL
 * must be signed by one of the partner's anchors. Without a CRL the status of a partner's peers is
 * unknown, and they are refused, unless the description says {@code "crl": "none"}. A CRL in a file
 * counts until its {@code nextUpdate}; one at a URL must also have been fetched within the status
 * age. Each partner's URL is fetched in a thread of its own, one fetch at a time, so that a slow
 * server delays no other partner's CRL.
 */
public final class PartnerRevocations implements RevocationView, AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(PartnerRevocations.class);

  /** A CRL in a file counts until its next update. */
  private static final Duration BY_NEXT_UPDATE = Duration.ofDays(366);

  private record Crls(Partner partner, String version, Instant readAt, List<IssuerCrl> issuers) {}

  private final Supplier<List<Partner>> partners;
  private final GuardedFetch fetch;
  private final CrlSettings settings;
  private final Clock clock;
  private final Map<Partner, Crls> current = new ConcurrentHashMap<>();
  private final Map<Partner, Thread> fetching = new ConcurrentHashMap<>();
  private Repeat refresher;

  /**
   * Uses the interval and age of the settings; the URLs of CRLs are in the partners' descriptions.
   */
  public PartnerRevocations(
      PartnerDirectory partners, GuardedFetch fetch, CrlSettings settings, Clock clock) {
    this(partners::partners, fetch, settings, clock);
  }

  /** The same for partners that are described elsewhere; {@code partners} answers from memory. */
  public PartnerRevocations(
      Supplier<List<Partner>> partners, GuardedFetch fetch, CrlSettings settings, Clock clock) {
    this.partners = partners;
    this.fetch = fetch;
    this.settings = settings;
    this.clock = clock;
  }

  /** Reads everything now and then looks for changes every two seconds, in a thread of its own. */
  public synchronized void start() {
    if (refresher == null) {
      refresh();
      refresher = Repeat.every(Duration.ofSeconds(2), "partner-crl-refresh", this::look);
    }
  }

  /** Reads files that have changed, fetches URLs whose time has come, and waits for them. */
  public synchronized void refresh() {
    look();
    try {
      for (Thread fetch : List.copyOf(fetching.values())) {
        fetch.join(); // the fetch is bounded
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The same without waiting. */
  private synchronized void look() {
    List<Partner> known = partners.get();
    current.keySet().retainAll(known);
    for (Partner partner : known) {
      Crls crls = current.computeIfAbsent(partner, this::none);
      switch (partner.crl()) {
        case CrlSource.InFile source ->
            current.put(partner, renewed(crls, () -> fromFile(crls, source)));
        case CrlSource.AtUri source when isDue(crls) ->
            fetching.computeIfAbsent(partner, each -> begin(crls, source));
        case CrlSource.AtUri source -> {
          // The last fetch was a moment ago.
        }
        case CrlSource.Waived waived -> {
          // There is nothing to read.
        }
        case CrlSource.Missing missing -> {
          // There is nothing to read.
        }
      }
    }
  }

  private Crls none(Partner partner) {
    List<IssuerCrl> issuers =
        partner.anchors().stream().map(each -> new IssuerCrl(each, clock)).toList();
    return new Crls(partner, "", Instant.EPOCH, issuers);
  }

  private Thread begin(Crls crls, CrlSource.AtUri source) {
    return Thread.ofVirtual()
        .name("partner-crl-" + crls.partner().domain().name())
        .start(
            () -> {
              try {
                Crls renewed = renewed(crls, () -> fromUri(crls, source));
                current.computeIfPresent(crls.partner(), (partner, before) -> renewed);
              } finally {
                fetching.remove(crls.partner());
              }
            });
  }

  /** Reads a CRL from where it is. */
  @FunctionalInterface
  private interface Reading {
    Crls read() throws IOException, GeneralSecurityException;
  }

  private Crls renewed(Crls crls, Reading reading) {
    try {
      return reading.read();
    } catch (IOException | GeneralSecurityException | ProblemException e) {
      LOG.warn(
          "partner-crl.not-renewed",
          Map.of(
              "partner", crls.partner().domain().name(), "reason", String.valueOf(e.getMessage())));
      // A failed fetch counts too, so that a partner is not asked every two seconds.
      return new Crls(crls.partner(), crls.version(), clock.instant(), crls.issuers());
    }
  }

  private Crls fromFile(Crls crls, CrlSource.InFile source)
      throws IOException, GeneralSecurityException {
    String version =
        Files.getLastModifiedTime(source.file()).toMillis() + ":" + Files.size(source.file());
    if (version.equals(crls.version())) {
      return crls;
    }
    take(crls, Files.readAllBytes(source.file()));
    return new Crls(crls.partner(), version, clock.instant(), crls.issuers());
  }

  private boolean isDue(Crls crls) {
    Instant now = clock.instant();
    boolean readAhead = crls.readAt().isAfter(now); // the clock was ahead then
    return readAhead || !now.isBefore(crls.readAt().plus(settings.refresh()));
  }

  private Crls fromUri(Crls crls, CrlSource.AtUri source) throws GeneralSecurityException {
    take(crls, fetch.getConfigured(source.uri(), source.tlsAnchors()));
    return new Crls(crls.partner(), "", clock.instant(), crls.issuers());
  }

  private static void take(Crls crls, byte[] bytes) throws GeneralSecurityException {
    for (X509CRL crl : Crl.parse(bytes)) {
      for (IssuerCrl each : crls.issuers()) {
        if (each.issuer().getSubjectX500Principal().equals(crl.getIssuerX500Principal())) {
          each.take(crl);
        }
      }
    }
  }

  @Override
  public RevocationState stateOf(X509Certificate certificate, Anchor anchor) {
    return find(anchor.domain())
        .map(partner -> stateOf(certificate, partner))
        .orElseGet(() -> new Unknown(anchor.domain() + " is no partner"));
  }

  /**
   * The state of a credential of this partner of which only the serial number is known, and which
   * was good once. It is good only if it is so by the CRL of each anchor that has one; an anchor
   * without a CRL has issued no credential that was good.
   */
  public RevocationState stateOf(TrustDomain domain, SerialNumber serial) {
    return find(domain)
        .map(partner -> stateOf(partner, crls -> combined(crls, serial, maxAge(partner))))
        .orElseGet(() -> new Unknown(domain + " is no partner"));
  }

  private Optional<Partner> find(TrustDomain domain) {
    return partners.get().stream().filter(each -> each.domain().equals(domain)).findFirst();
  }

  private RevocationState stateOf(X509Certificate certificate, Partner partner) {
    return stateOf(partner, crls -> fromCrls(certificate, crls, maxAge(partner)));
  }

  private RevocationState stateOf(
      Partner partner, Function<List<IssuerCrl>, RevocationState> fromCrls) {
    return switch (partner.crl()) {
      case CrlSource.Waived waived -> new Good();
      case CrlSource.Missing missing -> new Unknown(partner.domain() + " has no CRL configured");
      case CrlSource.InFile file -> fromCrls.apply(issuers(partner));
      case CrlSource.AtUri uri -> fromCrls.apply(issuers(partner));
    };
  }

  private List<IssuerCrl> issuers(Partner partner) {
    Crls crls = current.get(partner);
    return crls == null ? List.of() : crls.issuers();
  }

  /** The greatest age of a CRL: one in a file counts until its next update. */
  private Duration maxAge(Partner partner) {
    return partner.crl() instanceof CrlSource.AtUri ? settings.maxAge() : BY_NEXT_UPDATE;
  }

  private static RevocationState fromCrls(
      X509Certificate certificate, List<IssuerCrl> issuers, Duration maxAge) {
    return issuers.stream()
        .filter(
            each ->
                each.issuer()
                    .getSubjectX500Principal()
                    .equals(certificate.getIssuerX500Principal()))
        .map(each -> each.stateOf(certificate.getSerialNumber(), Optional.empty(), maxAge))
        .findFirst()
        .orElseGet(() -> new Unknown("no CRL of " + certificate.getIssuerX500Principal()));
  }

  private static RevocationState combined(
      List<IssuerCrl> issuers, SerialNumber serial, Duration maxAge) {
    List<RevocationState> states =
        issuers.stream()
            .filter(IssuerCrl::isThere)
            .map(each -> each.stateOf(serial.value(), Optional.empty(), maxAge))
            .toList();
    return states.stream()
        .filter(Revoked.class::isInstance)
        .findFirst()
        .or(() -> states.stream().filter(Unknown.class::isInstance).findFirst())
        .or(() -> states.stream().findFirst())
        .orElseGet(() -> new Unknown("no CRL of the partner"));
  }

  @Override
  public synchronized void close() {
    if (refresher != null) {
      refresher.close();
      refresher = null;
    }
  }
}
