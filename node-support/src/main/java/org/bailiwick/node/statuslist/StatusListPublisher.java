package org.bailiwick.node.statuslist;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.records.RecordReads;

/**
 * Signs the status lists of a component when they are asked for. A list that nobody reads costs
 * nothing. One that is read is signed again when it has changed or its time to live is over, at
 * most once a second. While it cannot be signed, or the ledger cannot be read, the last one serves
 * until it expires.
 */
public final class StatusListPublisher {

  private static final StructuredLog LOG = StructuredLog.of(StatusListPublisher.class);

  /** Media type of the JWT, as in its header. */
  public static final String TYPE = "statuslist+jwt";

  private static final Duration ROWS_KEPT_FOR = Duration.ofMinutes(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

  /**
   * The form of the lists.
   *
   * @param base URL of the component, to which the path of a list is added
   * @param bits of each status
   * @param timeToLive after which a reader should read a list again, whole seconds
   * @param validity from the signature of a list to its end
   */
  public record Terms(String base, int bits, Duration timeToLive, Duration validity) {}

  /** The last signature of a list, and when it was tried. The lock lets one thread sign. */
  private static final class Published {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Optional<SignedStatusList> last = Optional.empty();
    private long version;
    private boolean tried;
    private long triedNanos;
    private RuntimeException failure;
  }

  private final RecordReads reads;
  private final StatusStates states;
  private final Terms terms;
  private final Function<JsonObject, String> signer;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Map<Long, Published> published = new ConcurrentHashMap<>();
  private final Map<Long, Instant> ends = new ConcurrentHashMap<>();
  private long rowsNanos;
  private boolean hasRows;

  /**
   * Publishes the lists in this database.
   *
   * @param signer signs these claims as a token of the type {@link #TYPE}
   */
  public StatusListPublisher(
      RecordReads reads,
      StatusSource source,
      Terms terms,
      Function<JsonObject, String> signer,
      Clock clock) {
    this(reads, source, terms, signer, clock, System::nanoTime);
  }

  StatusListPublisher(
      RecordReads reads,
      StatusSource source,
      Terms terms,
      Function<JsonObject, String> signer,
      Clock clock,
      LongSupplier nanos) {
    this.reads = reads;
    this.states = new StatusStates(reads, source, terms.bits());
    this.terms = terms;
    this.signer = signer;
    this.clock = clock;
    this.nanos = nanos;
  }

  /**
   * The list with this number, as it is now.
   *
   * @throws ProblemException not-found, check status-list-unknown, also for a list whose tokens
   *     have all expired; or what signer and database throw, if the last list has expired
   */
  public SignedStatusList published(long list) {
    Instant now = clock.instant();
    if (end(list).filter(now::isBefore).isEmpty()) {
      throw new ProblemException(
          ProblemType.NOT_FOUND, "status-list-unknown", "There is no such status list.");
    }
    Published kept = published.computeIfAbsent(list, any -> new Published());
    Optional<SignedStatusList> last = kept.last.filter(signed -> isInForce(signed, now));
    if (last.isEmpty()) {
      kept.lock.lock();
    } else if (!kept.lock.tryLock()) {
      return last.get(); // the HSM may be slow, and the new list is for who asks next
    }
    try {
      return renewed(list, kept, now);
    } finally {
      kept.lock.unlock();
    }
  }

  private SignedStatusList renewed(long list, Published kept, Instant now) {
    try {
      renew(list, kept, now);
    } catch (RuntimeException e) {
      tell(list, kept, e);
      kept.failure = e;
    }
    return kept.last.filter(signed -> isInForce(signed, now)).orElseThrow(() -> failureOf(kept));
  }

  /** A list from a clock that was ahead is not in force either. */
  private static boolean isInForce(SignedStatusList list, Instant now) {
    return now.isBefore(list.expiresAt()) && !now.isBefore(list.issuedAt());
  }

  private static RuntimeException failureOf(Published kept) {
    return kept.failure != null ? kept.failure : new IllegalStateException("no list was signed");
  }

  /** Once for each time that it cannot be renewed. */
  private static void tell(long list, Published kept, RuntimeException e) {
    if (kept.failure == null) {
      String why = e instanceof ProblemException problem ? problem.check() : e.getClass().getName();
      LOG.warn("status-list.not-renewed", Map.of("list", list, "reason", why));
    }
  }

  private void renew(long list, Published kept, Instant now) {
    long moment = nanos.getAsLong();
    if (kept.tried && moment - kept.triedNanos < SHORTEST_PAUSE.toNanos()) {
      return;
    }
    states.refresh(now, moment);
    long version = states.version(list);
    boolean isDue =
        kept.last
            .filter(last -> isInForce(last, now) && kept.version == version)
            .filter(last -> now.isBefore(last.issuedAt().plus(terms.timeToLive())))
            .isEmpty();
    if (isDue) {
      kept.tried = true;
      kept.triedNanos = moment;
      kept.last = Optional.of(signed(list, now.truncatedTo(ChronoUnit.SECONDS)));
      kept.version = version;
    }
    kept.failure = null;
  }

  private SignedStatusList signed(long list, Instant now) {
    Instant end = now.plus(terms.validity());
    JsonObject claims =
        Json.createObjectBuilder()
            .add("sub", StatusPlace.uri(terms.base(), list))
            .add("iat", now.getEpochSecond())
            .add("exp", end.getEpochSecond())
            .add("ttl", terms.timeToLive().toSeconds())
            .add(
                "status_list",
                Json.createObjectBuilder()
                    .add("bits", terms.bits())
                    .add("lst", states.encoded(list))
                    .add("aggregation_uri", terms.base() + StatusPlace.PATH))
            .build();
    return SignedStatusList.of(signer.apply(claims), now, end, terms.timeToLive());
  }

  /** The URIs of all lists whose tokens have not all expired (section 9.3), in no order. */
  public List<String> uris() {
    Instant now = clock.instant();
    readRows(SHORTEST_PAUSE);
    return ends.entrySet().stream()
        .filter(list -> now.isBefore(list.getValue()))
        .map(list -> StatusPlace.uri(terms.base(), list.getKey()))
        .toList();
  }

  private Optional<Instant> end(long list) {
    readRows(ROWS_KEPT_FOR);
    Instant known = ends.get(list);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Instant> found =
        reads.read(
            em ->
                Optional.ofNullable(em.find(StatusListRow.class, list))
                    .map(StatusListRow::expiresAt));
    found.ifPresent(end -> ends.put(list, end));
    return found;
  }

  /** Reads which lists there are, if that was longer ago, and forgets all others. */
  private synchronized void readRows(Duration age) {
    long moment = nanos.getAsLong();
    if (hasRows && moment - rowsNanos < age.toNanos()) {
      return;
    }
    Map<Long, Instant> rows;
    try {
      rows =
          reads.read(
              em ->
                  em.createQuery("select l from StatusListRow l", StatusListRow.class)
                      .getResultStream()
                      .collect(Collectors.toMap(StatusListRow::id, StatusListRow::expiresAt)));
    } catch (RuntimeException e) {
      if (hasRows) {
        return; // what is known serves meanwhile
      }
      throw e;
    }
    ends.keySet().retainAll(rows.keySet());
    ends.putAll(rows);
    published.keySet().retainAll(rows.keySet());
    states.retain(rows.keySet());
    rowsNanos = moment;
    hasRows = true;
  }

  /** Number of lists that were known when one was last asked for. */
  public int lists() {
    return ends.size();
  }

  /** Number of entries that were not VALID when a list was last asked for. */
  public long notValid() {
    return states.notValid();
  }
}
