package org.bailiwick.node.trust;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwkSet;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.log.StructuredLog;

/**
 * The public signature keys of one issuer, by key id, from its JWK set (RFC 7517). The set stays in
 * memory. It is read again when it is ten minutes old. For an unknown key id it is read again only
 * if it is at least thirty seconds old. After an attempt, two seconds pass before the next. A set
 * that could not be read again for an hour is no longer used. While one thread reads the set,
 * others use the known keys, so that a slow issuer does not block them.
 */
public final class VerificationKeys implements JwtKeys {
  private static final StructuredLog LOG = StructuredLog.of(VerificationKeys.class);

  /** The age at which a set in use is read again. */
  public static final Duration RENEWAL = Duration.ofMinutes(10);

  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final Duration FAULT_PAUSE = Duration.ofSeconds(2);
  private static final Duration END_OF_USE = Duration.ofHours(1);
  private static final int MAX_KEYS = 100;

  /** Reads the JWK set's JSON, or throws a ProblemException. */
  @FunctionalInterface
  public interface Source {
    byte[] read();
  }

  private final Source source;
  private final Clock clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Reading kept = new Reading(Map.of(), Instant.MIN);
  private Instant triedAt = Instant.MIN;

  /** A set that was read, by key id, with the time of its reading. */
  public record Reading(Map<String, PublicKey> keys, Instant readAt) {
    public Reading {
      keys = Map.copyOf(keys);
    }
  }

  public VerificationKeys(Source source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * The key with this id, if the issuer has one.
   *
   * @throws ProblemException dependency-unavailable when there is no usable set
   */
  public Optional<PublicKey> find(String keyId) {
    if (!reading.tryLock()) {
      Reading now = kept;
      if (now.keys().containsKey(keyId) && !isPast(now.readAt(), END_OF_USE, clock.instant())) {
        return Optional.of(now.keys().get(keyId));
      }
      reading.lock();
    }
    try {
      return current(keyId);
    } finally {
      reading.unlock();
    }
  }

  /** The key with this id; none for a token that names none. */
  @Override
  public List<PublicKey> find(Optional<String> keyId) {
    return keyId.isEmpty() ? List.of() : find(keyId.get()).stream().toList();
  }

  /**
   * The last set that could be read. It is read again before if it is at least this old; when that
   * fails, or was tried just before, the answer is equal to that of the time before.
   *
   * @throws ProblemException dependency-unavailable when there is no usable set
   */
  public Reading lastReading(Duration oldest) {
    reading.lock();
    try {
      Instant now = clock.instant();
      if (isPast(kept.readAt(), oldest, now)) {
        renew(now);
      }
      return kept;
    } finally {
      reading.unlock();
    }
  }

  private Optional<PublicKey> current(String keyId) {
    Instant now = clock.instant();
    boolean old = isPast(kept.readAt(), RENEWAL, now);
    if (old || (!kept.keys().containsKey(keyId) && isPast(kept.readAt(), PAUSE, now))) {
      renew(now);
    }
    return Optional.ofNullable(kept.keys().get(keyId));
  }

  private void renew(Instant now) {
    if (!isPast(triedAt, FAULT_PAUSE, now)) {
      requireUsable(now, null);
      return;
    }
    try {
      kept = new Reading(parse(source.read()), now);
    } catch (ProblemException e) {
      LOG.warn("keys.not-renewed", Map.of("check", e.check()));
      requireUsable(now, e);
    } finally {
      triedAt = clock.instant(); // after the reading, so that those who waited do not read again
    }
  }

  private void requireUsable(Instant now, ProblemException cause) {
    if (isPast(kept.readAt(), END_OF_USE, now)) {
      kept = new Reading(Map.of(), Instant.MIN);
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "issuer-keys-unavailable",
          "The issuer's keys cannot be read now",
          cause);
    }
  }

  private static boolean isPast(Instant since, Duration age, Instant now) {
    // A `since` after now was taken by a clock that was ahead, and counts as past.
    return since.equals(Instant.MIN) || now.isBefore(since) || !now.isBefore(since.plus(age));
  }

  private static Map<String, PublicKey> parse(byte[] json) {
    try {
      Map<String, PublicKey> byId = new HashMap<>();
      JwkSet.read(StrictJson.text(json)).stream()
          .limit(MAX_KEYS)
          .forEach(key -> key.id().ifPresent(id -> byId.putIfAbsent(id, key.key())));
      return Map.copyOf(byId);
    } catch (IllegalArgumentException | ProblemException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "issuer-keys-syntax",
          "The issuer's keys are malformed",
          e);
    }
  }
}
