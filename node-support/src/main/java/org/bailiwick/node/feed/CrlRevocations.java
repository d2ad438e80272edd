package org.bailiwick.node.feed;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.PlainFetch;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationState.Revoked;
import org.bailiwick.node.peer.RevocationState.Unknown;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.trust.IssuerChecks;

/**
 * The revocations of this domain, from CRLs, which are fetched at the start and then regularly, and
 * from the events of the feed. A certificate is good if the CRL of its issuer does not list it and
 * if feed or CRL was read within the configured age; otherwise its status is unknown. The CRL of an
 * issuer that has left the trust bundle no longer counts.
 *
 * <p>An event is kept until a CRL that was made long after it is in use. Such a CRL lists the
 * certificate until it has expired (RFC 5280 section 3.3), so the events of expired certificates
 * take no memory.
 */
public final class CrlRevocations
    implements RevocationView, RevocationListener, ListedSerials, AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(CrlRevocations.class);
  private static final int MAX_CRL = 64 * 1024 * 1024; // about a million and a half entries

  private record Key(X500Principal issuer, BigInteger serial) {}

  private record Told(Revoked revoked, Instant heardAt) {}

  /** Longer than the difference of two clocks, and than a CRL is in the making. */
  private static final Duration EVENT_KEPT_FOR = Duration.ofHours(1);

  /** The interval at which the thread looks for due fetches. */
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(500);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /** The time of the next fetch of a CRL, and the pause before it if it fails. */
  private record NextFetch(Instant due, Duration retry) {
    static final NextFetch FIRST = new NextFetch(Instant.MIN, FIRST_RETRY);

    /**
     * Due also if the time is beyond the longest pause, since the clock was ahead when it was set.
     */
    boolean isDue(Instant now, Duration refresh) {
      return !now.isBefore(due) || due.isAfter(now.plus(refresh));
    }

    NextFetch after(Instant now, boolean renewed, Duration refresh) {
      if (renewed) {
        return new NextFetch(now.plus(refresh), FIRST_RETRY);
      }
      Duration pause = retry.compareTo(refresh) < 0 ? retry : refresh;
      return new NextFetch(now.plus(pause), pause.multipliedBy(2));
    }
  }

  private final Supplier<Map<String, X509Certificate>> issuers;
  private final CrlSettings settings;
  private final Clock clock;
  private final PlainFetch fetch;
  private final Map<String, IssuerCrl> crls = new ConcurrentHashMap<>();
  private final Map<String, NextFetch> fetches = new ConcurrentHashMap<>();
  private final Map<Key, Told> events = new ConcurrentHashMap<>();
  private volatile Optional<Instant> heardAt = Optional.empty();
  private Repeat refresher;

  /** The issuers are the CAs of the trust bundle by the names of their CRLs. */
  public CrlRevocations(
      Supplier<Map<String, X509Certificate>> issuers, CrlSettings settings, Clock clock) {
    this.issuers = issuers;
    this.settings = settings;
    this.clock = clock;
    this.fetch = new PlainFetch(settings.plainUrl(), MAX_CRL);
  }

  /**
   * Fetches the CRLs now and then regularly, in a thread of its own. A fetch that fails is repeated
   * soon; the CRL of a new issuer is fetched at once.
   */
  public synchronized void start() {
    if (refresher == null) {
      refresher = Repeat.every(CHECK_INTERVAL, "crl-refresh", this::refreshWhatIsDue);
    }
  }

  /** Fetches every issuer's CRL; after a failure or a refusal the one before stays in use. */
  public void refresh() {
    known().forEach(this::renew);
    forgetOldEvents();
  }

  /** The number of events that are kept beside the CRLs. */
  int events() {
    return events.size();
  }

  private void forgetOldEvents() {
    events.entrySet().removeIf(event -> areNewer(event.getKey(), event.getValue()));
  }

  /** Whether there is a CRL of the issuer, and all of them were made long after the event came. */
  private boolean areNewer(Key certificate, Told event) {
    List<IssuerCrl> ofIssuer =
        crls.values().stream()
            .filter(crl -> crl.issuer().getSubjectX500Principal().equals(certificate.issuer()))
            .toList();
    return !ofIssuer.isEmpty()
        && ofIssuer.stream().allMatch(crl -> crl.isNewerThan(event.heardAt().plus(EVENT_KEPT_FOR)));
  }

  private void refreshWhatIsDue() {
    known()
        .forEach(
            (name, issuer) -> {
              NextFetch next = fetches.getOrDefault(name, NextFetch.FIRST);
              if (next.isDue(clock.instant(), settings.refresh())) {
                boolean renewed = renew(name, issuer);
                forgetOldEvents();
                fetches.put(name, next.after(clock.instant(), renewed, settings.refresh()));
              }
            });
  }

  /** The issuers in the trust bundle; drops the CRLs of others, which are no longer fetched. */
  private Map<String, X509Certificate> known() {
    Map<String, X509Certificate> known = issuers.get();
    crls.keySet().retainAll(known.keySet());
    fetches.keySet().retainAll(known.keySet());
    return known;
  }

  private boolean renew(String name, X509Certificate issuer) {
    try {
      byte[] der = fetch.get("/crl/" + name + ".crl");
      crl(name, issuer).take(single(der));
      keep(name, der);
      return true;
    } catch (GeneralSecurityException | IOException | ProblemException e) {
      LOG.warn("crl.not-renewed", Map.of("issuer", name, "reason", String.valueOf(e.getMessage())));
      return false;
    }
  }

  private IssuerCrl crl(String name, X509Certificate issuer) {
    return crls.compute(
        name,
        (same, known) ->
            known != null && known.issuer().equals(issuer)
                ? known
                : recall(name, new IssuerCrl(issuer, clock)));
  }

  private IssuerCrl recall(String name, IssuerCrl crl) {
    settings
        .cacheFolder()
        .map(folder -> folder.resolve(name + ".crl"))
        .filter(Files::exists)
        .ifPresent(
            file -> {
              try {
                crl.recall(single(Files.readAllBytes(file)));
              } catch (GeneralSecurityException | IOException e) {
                LOG.warn(
                    "crl.copy-unusable",
                    Map.of("issuer", name, "reason", String.valueOf(e.getMessage())));
              }
            });
    return crl;
  }

  private void keep(String name, byte[] der) throws IOException {
    if (settings.cacheFolder().isPresent()) {
      Path folder = Files.createDirectories(settings.cacheFolder().get());
      Path part = folder.resolve(name + ".crl.part");
      Files.write(part, der);
      Files.move(part, folder.resolve(name + ".crl"), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static X509CRL single(byte[] der) throws GeneralSecurityException {
    List<X509CRL> all = Crl.parse(der);
    if (all.size() != 1) {
      throw new java.security.cert.CRLException("not exactly one CRL");
    }
    return all.getFirst();
  }

  @Override
  public void revoked(RevocationEvent event) {
    events.putIfAbsent(
        new Key(event.issuer(), event.serial()),
        new Told(new Revoked(event.reason(), event.at()), clock.instant()));
  }

  @Override
  public void upToDate(Instant at) {
    heardAt = Optional.of(at);
  }

  @Override
  public RevocationState stateOf(X509Certificate certificate, Anchor anchor) {
    return stateOf(certificate.getIssuerX500Principal(), certificate.getSerialNumber());
  }

  /** The state of a certificate of this CA of which only the serial number is known. */
  public RevocationState stateOf(X509Certificate issuer, SerialNumber serial) {
    return stateOf(issuer.getSubjectX500Principal(), serial.value());
  }

  private RevocationState stateOf(X500Principal issuer, BigInteger serial) {
    Told byEvent = events.get(new Key(issuer, serial));
    if (byEvent != null) {
      return byEvent.revoked();
    }
    RevocationState state = new Unknown("no CRL of " + issuer);
    for (IssuerCrl crl : crls.values()) {
      if (crl.issuer().getSubjectX500Principal().equals(issuer)) {
        state = crl.stateOf(serial, heardOf(crl.issuer()), settings.maxAge());
        if (!(state instanceof RevocationState.Good)) {
          return state;
        }
      }
    }
    return state;
  }

  /**
   * What is known of the revocations of an issuing CA.
   *
   * @param until every revocation up to this time is known
   * @param crlNumber of the CRL in use; -1 if it has none
   */
  public record Known(Instant until, BigInteger crlNumber) {}

  /** What is known of this CA's revocations, by CRL and events; empty before the first CRL. */
  public Optional<Known> knownOf(X509Certificate issuer) {
    return crls.values().stream()
        .filter(crl -> crl.issuer().equals(issuer))
        .findFirst()
        .flatMap(crl -> crl.known(heardOf(issuer)));
  }

  @Override
  public Map<X500Principal, Set<BigInteger>> listed() {
    Map<X500Principal, Set<BigInteger>> listed = new HashMap<>();
    for (IssuerCrl crl : crls.values()) {
      listed.merge(crl.issuer().getSubjectX500Principal(), crl.listed(), CrlRevocations::union);
    }
    return listed;
  }

  private static Set<BigInteger> union(Set<BigInteger> one, Set<BigInteger> other) {
    return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
  }

  /** The feed has no events of a root's revocations, which are made in a ceremony. */
  private Optional<Instant> heardOf(X509Certificate issuer) {
    return IssuerChecks.isRoot(issuer) ? Optional.empty() : heardAt;
  }

  @Override
  public synchronized void close() {
    if (refresher != null) {
      refresher.close();
      refresher = null;
    }
  }
}
