package org.bailiwick.node.feed;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationState.Good;
import org.bailiwick.node.peer.RevocationState.Unknown;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.Partner.CrlSource;
import org.bailiwick.node.trust.PartnerDirectory;

/**
 * The revocations of partner domains, from the CRL that each partner's description names. A CRL
 * must be signed by one of the partner's anchors. Without a CRL the status of a partner's peers is
 * unknown, and they are refused, unless the description says {@code "crl": "none"}. A CRL in a file
 * counts until its next update; one at a URL must also have been fetched within the status age.
 */
public final class PartnerRevocations implements RevocationView, AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(PartnerRevocations.class);

  /** A CRL in a file counts until its next update. */
  private static final Duration BY_NEXT_UPDATE = Duration.ofDays(366);

  private record Shelf(Partner partner, String version, Instant readAt, List<CrlBook> books) {}

  private final PartnerDirectory partners;
  private final GuardedFetch fetch;
  private final CrlSettings settings;
  private final Clock clock;
  private volatile Map<Partner, Shelf> shelves = Map.of();
  private Repeat refresher;

  /**
   * Uses the interval and age of the settings; the URLs of CRLs are in the partners' descriptions.
   */
  public PartnerRevocations(
      PartnerDirectory partners, GuardedFetch fetch, CrlSettings settings, Clock clock) {
    this.partners = partners;
    this.fetch = fetch;
    this.settings = settings;
    this.clock = clock;
  }

  /** Reads everything now and then looks for changes every two seconds, in a thread of its own. */
  public synchronized void start() {
    if (refresher == null) {
      refresh();
      refresher = Repeat.every(Duration.ofSeconds(2), "partner-crl-refresh", this::refresh);
    }
  }

  /** Reads files that have changed and fetches URLs whose time has come. */
  public synchronized void refresh() {
    Map<Partner, Shelf> fresh = new HashMap<>();
    for (Partner partner : partners.partners()) {
      Shelf known = shelves.get(partner);
      Shelf shelf =
          known == null
              ? new Shelf(
                  partner,
                  "",
                  Instant.EPOCH,
                  partner.anchors().stream().map(each -> new CrlBook(each, clock)).toList())
              : known;
      fresh.put(partner, renewed(shelf));
    }
    shelves = Map.copyOf(fresh);
  }

  private Shelf renewed(Shelf shelf) {
    try {
      return switch (shelf.partner().crl()) {
        case CrlSource.InFile source -> fromFile(shelf, source);
        case CrlSource.AtUri source -> fromUri(shelf, source);
        case CrlSource.Waived waived -> shelf;
        case CrlSource.Missing missing -> shelf;
      };
    } catch (IOException | GeneralSecurityException | ProblemException e) {
      LOG.warn(
          "partner-crl.not-renewed",
          Map.of(
              "partner",
              shelf.partner().domain().name(),
              "reason",
              String.valueOf(e.getMessage())));
      // A failed fetch counts too, so that a partner is not asked every two seconds.
      return new Shelf(shelf.partner(), shelf.version(), clock.instant(), shelf.books());
    }
  }

  private Shelf fromFile(Shelf shelf, CrlSource.InFile source)
      throws IOException, GeneralSecurityException {
    String version =
        Files.getLastModifiedTime(source.file()).toMillis() + ":" + Files.size(source.file());
    if (version.equals(shelf.version())) {
      return shelf;
    }
    take(shelf, Files.readAllBytes(source.file()));
    return new Shelf(shelf.partner(), version, clock.instant(), shelf.books());
  }

  private Shelf fromUri(Shelf shelf, CrlSource.AtUri source) throws GeneralSecurityException {
    Instant now = clock.instant();
    boolean readAhead = shelf.readAt().isAfter(now); // the clock was ahead then
    if (!readAhead && now.isBefore(shelf.readAt().plus(settings.refresh()))) {
      return shelf;
    }
    take(shelf, fetch.getConfigured(source.uri(), source.tlsAnchors()));
    return new Shelf(shelf.partner(), "", clock.instant(), shelf.books());
  }

  private static void take(Shelf shelf, byte[] bytes) throws GeneralSecurityException {
    for (X509CRL crl : Crl.parse(bytes)) {
      for (CrlBook book : shelf.books()) {
        if (book.issuer().getSubjectX500Principal().equals(crl.getIssuerX500Principal())) {
          book.take(crl);
        }
      }
    }
  }

  @Override
  public RevocationState stateOf(X509Certificate certificate, Anchor anchor) {
    return partners
        .find(anchor.domain())
        .map(partner -> stateOf(certificate, partner))
        .orElseGet(() -> new Unknown(anchor.domain() + " is no partner"));
  }

  private RevocationState stateOf(X509Certificate certificate, Partner partner) {
    return switch (partner.crl()) {
      case CrlSource.Waived waived -> new Good();
      case CrlSource.Missing missing -> new Unknown(partner.domain() + " has no CRL configured");
      case CrlSource.InFile file -> fromBooks(certificate, partner, BY_NEXT_UPDATE);
      case CrlSource.AtUri uri -> fromBooks(certificate, partner, settings.maxAge());
    };
  }

  private RevocationState fromBooks(X509Certificate certificate, Partner partner, Duration maxAge) {
    Shelf shelf = shelves.get(partner);
    List<CrlBook> books = shelf == null ? List.of() : shelf.books();
    return books.stream()
        .filter(
            book ->
                book.issuer()
                    .getSubjectX500Principal()
                    .equals(certificate.getIssuerX500Principal()))
        .map(book -> book.stateOf(certificate.getSerialNumber(), Optional.empty(), maxAge))
        .findFirst()
        .orElseGet(() -> new Unknown("no CRL of " + certificate.getIssuerX500Principal()));
  }

  @Override
  public synchronized void close() {
    if (refresher != null) {
      refresher.close();
      refresher = null;
    }
  }
}
