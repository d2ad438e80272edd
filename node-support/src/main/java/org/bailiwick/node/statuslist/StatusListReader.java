package org.bailiwick.node.statuslist;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.statuslist.StatusList;
import org.bailiwick.contract.statuslist.StatusReference;
import org.bailiwick.contract.statuslist.StatusType;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.VerifiedJwt;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.peer.workloadtoken.TokenStatuses;

/**
 * Reads the status lists of one issuer, and keeps each for its time to live. If a list cannot be
 * read anew, the last one serves until it expires or is older than the bound; afterwards a token's
 * status is not known, and the token is refused. The address of the issuer is configured: of a
 * token's URI only the number of the list is used, and the list must be the one that the URI names.
 */
public final class StatusListReader implements TokenStatuses {

  private static final StructuredLog LOG = StructuredLog.of(StatusListReader.class);
  private static final Pattern LIST = Pattern.compile(".*" + StatusPlace.PATH + "/(\\d{1,18})");

  /** A list of a million entries of 8 bits. */
  private static final int MOST_OCTETS = 1 << 20;

  /** The same, incompressible, twice in base64, with the rest of a token. */
  private static final int LONGEST_TOKEN = 2 << 20;

  private static final int MOST_LISTS = 256;
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration USUAL_TIME_TO_LIVE = Duration.ofMinutes(1);

  /** A list that was read and verified. */
  private record Known(
      String uri, StatusList list, Instant issuedAt, Instant expiresAt, long readNanos, long ttl) {}

  /** One list; its lock lets one thread read it. */
  private static final class Kept {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Known known;
    private boolean failed;
    private long failedNanos;
  }

  private final Function<String, byte[]> fetch;
  private final JwtChecks checks;
  private final Duration oldest;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Map<String, Kept> lists =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > MOST_LISTS;
        }
      };

  /**
   * Reads the lists of an issuer.
   *
   * @param fetch the answer of the issuer at a path; a {@link ProblemException} if there is none
   * @param keys of the issuer; a list must name its key
   * @param oldest the greatest age of a list that counts
   */
  public StatusListReader(
      Function<String, byte[]> fetch, JwtKeys keys, Duration oldest, Clock clock) {
    this(fetch, keys, oldest, clock, System::nanoTime);
  }

  StatusListReader(
      Function<String, byte[]> fetch,
      JwtKeys keys,
      Duration oldest,
      Clock clock,
      LongSupplier nanos) {
    this.fetch = fetch;
    this.checks =
        JwtChecks.of("status-list", ProblemType.DEPENDENCY_UNAVAILABLE)
            .type(StatusListPublisher.TYPE)
            .algorithms(Set.of("ES256"))
            .keys(id -> id.isEmpty() ? List.of() : keys.find(id))
            .maxAge(oldest)
            .longest(LONGEST_TOKEN)
            .clock(clock)
            .build();
    this.oldest = oldest;
    this.clock = clock;
    this.nanos = nanos;
  }

  @Override
  public void requireValid(Map<String, Object> claims) {
    StatusReference reference = reference(claims);
    OptionalInt value = known(reference).list().find(reference.index());
    if (value.isEmpty()) {
      throw unknown("The token's status list has no entry of this index.");
    }
    StatusType status = StatusType.find(value.getAsInt()).orElse(StatusType.INVALID);
    switch (status) {
      case VALID -> {}
      case INVALID -> throw revoked("status-invalid", "The token was revoked.");
      case SUSPENDED -> throw revoked("status-suspended", "The token does not count for now.");
    }
  }

  private static StatusReference reference(Map<String, Object> claims) {
    try {
      return StatusReference.find(claims)
          .orElseThrow(() -> refused("status-missing", "The token names no status list."));
    } catch (ProblemException e) {
      throw refused(e.check(), e.detail());
    }
  }

  private Known known(StatusReference reference) {
    Matcher uri = LIST.matcher(reference.uri());
    if (!uri.matches()) {
      throw refused("status-form", "The token's status list is none of its issuer.");
    }
    Kept kept = kept(uri.group(1));
    Known known = kept.known;
    if (known == null || !isFresh(known)) {
      known = renewed(kept, uri.group(1), known);
    }
    if (known == null || !counts(known)) {
      throw unknown("The token's status list cannot be read now.");
    }
    if (!known.uri().equals(reference.uri())) {
      throw unknown("The token's status list has another URI.");
    }
    return known;
  }

  private Kept kept(String list) {
    synchronized (lists) {
      return lists.computeIfAbsent(list, any -> new Kept());
    }
  }

  private boolean isFresh(Known known) {
    return nanos.getAsLong() - known.readNanos() < known.ttl() && counts(known);
  }

  private boolean counts(Known known) {
    Instant now = clock.instant();
    return now.isBefore(known.expiresAt()) && now.isBefore(known.issuedAt().plus(oldest));
  }

  /** Others use the last list while one thread reads, and wait if there is none that counts. */
  private Known renewed(Kept kept, String list, Known last) {
    if (last != null && counts(last)) {
      if (!kept.lock.tryLock()) {
        return last;
      }
    } else {
      kept.lock.lock();
    }
    try {
      boolean isRead = kept.known != null && isFresh(kept.known);
      boolean mayTry = !kept.failed || nanos.getAsLong() - kept.failedNanos >= RETRY.toNanos();
      if (!isRead && mayTry) {
        read(kept, list);
      }
      return kept.known;
    } finally {
      kept.lock.unlock();
    }
  }

  private void read(Kept kept, String list) {
    try {
      byte[] answer = fetch.apply(StatusPlace.PATH + "/" + list);
      VerifiedJwt token = checks.verify(new String(answer, StandardCharsets.US_ASCII).strip());
      kept.known =
          new Known(
              token.text("sub"),
              StatusList.read(token.members("status_list"), MOST_OCTETS),
              token.time("iat"),
              token.time("exp"),
              nanos.getAsLong(),
              timeToLive(token).toNanos());
      kept.failed = false;
    } catch (ProblemException e) {
      LOG.warn("status-list.not-read", Map.of("list", list, "reason", e.check()));
      kept.failed = true;
      kept.failedNanos = nanos.getAsLong();
    }
  }

  private Duration timeToLive(VerifiedJwt token) {
    Duration stated =
        token.claims().get("ttl") instanceof Long seconds && seconds > 0
            ? Duration.ofSeconds(Math.min(seconds, oldest.toSeconds()))
            : USUAL_TIME_TO_LIVE;
    return stated.compareTo(oldest) < 0 ? stated : oldest;
  }

  private static ProblemException unknown(String detail) {
    return refused("status-unknown", detail).after(RETRY);
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.CREDENTIAL_NOT_TRUSTED, check, detail);
  }

  private static ProblemException revoked(String check, String detail) {
    return new ProblemException(ProblemType.CREDENTIAL_REVOKED, check, detail);
  }
}
