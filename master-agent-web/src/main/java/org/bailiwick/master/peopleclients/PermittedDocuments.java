package org.bailiwick.master.peopleclients;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.FetchedDocument;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.outbound.Origin;

/**
 * The metadata documents that one file of the operator permits. Each is kept as long as its server
 * says, within bounds. After a failure nothing is fetched from that URL for a moment, and who asks
 * is refused as before; that is a limit of requests, since a fault is not kept as an answer.
 *
 * <p>Strangers name the URLs, so requests to the server are bounded: at once, of one URL, and of
 * URLs that had no good document before. A good document is renewed even while strangers ask for
 * others.
 */
final class PermittedDocuments implements ClientFile {

  private static final StructuredLog LOG = StructuredLog.of(PermittedDocuments.class);

  /** The shortest time between two requests for one document. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /** The draft's section 6.6 recommends 5 kilobytes. */
  static final int MAX_BYTES = 5 * 1024;

  /** Requests that fetch a document or wait until another has. */
  static final int AT_ONCE = 8;

  static final int NEW_PER_MINUTE = 30;
  static final int MOST = 100;

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /**
   * What is known of a URL.
   *
   * @param document empty after a failure
   * @param check the check that failed
   */
  private record Known(
      Optional<ClientDocument> document, String check, Instant since, Instant until) {

    /** Not if the clock was ahead when it was read. */
    boolean counts(Instant now) {
      return !now.isBefore(since) && now.isBefore(until);
    }
  }

  /** The place of a URL; requests for the same URL wait for each other. */
  private static final class Place {
    private volatile Known known = new Known(Optional.empty(), "", Instant.MIN, Instant.MIN);
  }

  /** Places of good documents stay longest. */
  private static final Comparator<Map.Entry<ClientDocumentUrl, Place>> FIRST_TO_GO =
      Comparator.comparing(
              (Map.Entry<ClientDocumentUrl, Place> each) ->
                  each.getValue().known.document().isPresent())
          .thenComparing(each -> each.getValue().known.until());

  private final DocumentPermit permit;
  private final Set<Origin> origin;
  private final GuardedFetch fetch;
  private final Clock clock;
  private final Map<ClientDocumentUrl, Place> places = new ConcurrentHashMap<>();
  private final Semaphore atOnce = new Semaphore(AT_ONCE);
  private Instant minute = Instant.MIN;
  private int newcomers;

  PermittedDocuments(DocumentPermit permit, Clock clock) {
    this.permit = permit;
    this.origin = Set.of(permit.url().origin());
    this.fetch =
        new GuardedFetch(
            new FetchSettings(
                permit.server().mayBePrivate() ? origin : Set.of(), MAX_BYTES, LIMIT));
    this.clock = clock;
  }

  DocumentPermit permit() {
    return permit;
  }

  @Override
  public String provider() {
    return permit.provider();
  }

  @Override
  public CapabilitySet scopes() {
    return permit.scopes();
  }

  /**
   * The document at this URL, which the permit covers.
   *
   * @throws ProblemException credential-not-trusted when there is no usable document;
   *     too-many-requests when too many are being fetched
   */
  ClientDocument read(ClientDocumentUrl url) {
    Place place = places.get(url);
    Known known = place != null && place.known.counts(clock.instant()) ? place.known : renewed(url);
    return known.document().orElseThrow(() -> refused(known.check()));
  }

  private Known renewed(ClientDocumentUrl url) {
    if (!atOnce.tryAcquire()) {
      throw busy(Duration.ofSeconds(1));
    }
    try {
      Place place = place(url);
      synchronized (place) {
        if (!place.known.counts(clock.instant())) {
          if (place.known.document().isEmpty()) {
            admitNewcomer();
          }
          place.known = fetched(url);
        }
        return place.known;
      }
    } finally {
      atOnce.release();
    }
  }

  private synchronized Place place(ClientDocumentUrl url) {
    if (!places.containsKey(url) && places.size() >= MOST) {
      places.entrySet().stream().min(FIRST_TO_GO).map(Map.Entry::getKey).ifPresent(places::remove);
    }
    return places.computeIfAbsent(url, unknown -> new Place());
  }

  private synchronized void admitNewcomer() {
    Instant now = clock.instant();
    if (now.isBefore(minute) || !now.isBefore(minute.plus(MINUTE))) {
      minute = now;
      newcomers = 0;
    }
    if (newcomers >= NEW_PER_MINUTE) {
      throw busy(Duration.between(now, minute.plus(MINUTE)));
    }
    newcomers++;
  }

  private Known fetched(ClientDocumentUrl url) {
    try {
      FetchedDocument answer = fetch.getDocument(url.uri(), origin, permit.server().tlsAnchors());
      ClientDocument document = ClientDocument.read(answer, url, permit);
      Duration kept = CacheLifetime.of(answer.cacheControl(), PAUSE, permit.longestCache());
      return known(Optional.of(document), "", kept);
    } catch (ProblemException e) {
      LOG.warn("client-document.refused", Map.of("client", url.text(), "check", e.check()));
      return known(Optional.empty(), e.check(), PAUSE);
    }
  }

  /** From now on, which is after the answer. */
  private Known known(Optional<ClientDocument> document, String check, Duration kept) {
    Instant now = clock.instant();
    return new Known(document, check, now, now.plus(kept));
  }

  private static ProblemException refused(String check) {
    return new ProblemException(
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        check,
        "There is no usable metadata document of this client.");
  }

  private static ProblemException busy(Duration wait) {
    return new ProblemException(
            ProblemType.TOO_MANY_REQUESTS,
            "client-document-fetches",
            "Too many metadata documents of clients are being fetched.")
        .after(wait);
  }
}
