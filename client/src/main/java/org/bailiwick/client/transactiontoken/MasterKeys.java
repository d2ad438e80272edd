package org.bailiwick.client.transactiontoken;

import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * The Master Agent's public keys. They are fetched when one is first needed and again when a token
 * names an unknown key. They are also fetched again after five minutes, since the key of a node
 * that was ended is not published any more.
 *
 * <p>Whoever sends made-up key ids neither causes many fetches nor takes the threads of others:
 * there is one fetch at a time and a pause after each, also after a failed one; a token with a key
 * that is known does not wait; and once keys are known, few checks wait for those of an unknown
 * name.
 */
final class MasterKeys implements VerificationKeyResolver {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** Shorter, because tokens are refused until a fetch succeeds. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  /** The longest wait for a fetch of another thread. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

  /** Checks of unknown names that wait at the same time; listeners have more threads than this. */
  private static final int MOST_WAITING = 4;

  /** The time for which the Master Agent lets its key set be kept ({@code max-age}). */
  private static final Duration FRESH = Duration.ofMinutes(5);

  /** The time for which keys are used while they cannot be fetched again. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Supplier<String> jwks;
  private final Clock clock;
  private final ReentrantLock turn = new ReentrantLock();
  private final Semaphore waiting = new Semaphore(MOST_WAITING);
  private volatile List<JsonWebKey> keys = List.of();
  private volatile Instant fetchedAt = Instant.MIN;
  private volatile Instant retryAt = Instant.MIN;
  private volatile Instant notBefore = Instant.MIN;
  private volatile boolean fetching;
  private volatile Optional<ProblemException> failure = Optional.empty();

  MasterKeys(Supplier<String> jwks, Clock clock) {
    this.jwks = jwks;
    this.clock = clock;
  }

  @Override
  public Key resolveKey(JsonWebSignature jws, List<JsonWebStructure> nesting)
      throws UnresolvableKeyException {
    String kid = jws.getKeyIdHeaderValue();
    if (kid == null) {
      throw new UnresolvableKeyException("the token names no key");
    }
    Optional<Key> usable = usable(kid);
    return (usable.isPresent() ? usable : find(kid))
        .orElseThrow(() -> new UnresolvableKeyException("the token names an unknown key"));
  }

  /** Only checks of a name that is in no key set have a bound: it may be made up. */
  private Optional<Key> find(String kid) throws UnresolvableKeyException {
    if (isPaused()) {
      return afterFetch(kid);
    }
    if (keys.isEmpty() || known(kid).isPresent()) {
      return inTurn(kid);
    }
    if (!waiting.tryAcquire()) {
      throw notFetched(unavailable(null));
    }
    try {
      return inTurn(kid);
    } finally {
      waiting.release();
    }
  }

  private Optional<Key> inTurn(String kid) throws UnresolvableKeyException {
    try {
      if (!turn.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw notFetched(unavailable(null));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notFetched(unavailable(e));
    }
    try {
      if (usable(kid).isEmpty() && !isPaused()) {
        fetch();
      }
    } finally {
      turn.unlock();
    }
    return afterFetch(kid);
  }

  /** A longer rest than any pause means that the clock was set back. */
  private boolean isPaused() {
    Duration rest = Duration.between(clock.instant(), notBefore);
    return rest.isPositive() && rest.compareTo(PAUSE) <= 0;
  }

  private void fetch() {
    fetching = true;
    try {
      keys = new JsonWebKeySet(jwks.get()).getJsonWebKeys();
      fetchedAt = clock.instant();
      notBefore = fetchedAt.plus(PAUSE);
      failure = Optional.empty();
    } catch (JoseException | ClassCastException | ProblemException e) {
      Instant now = clock.instant();
      notBefore = now.plus(PAUSE_AFTER_FAILURE);
      retryAt = now.plus(PAUSE);
      failure = Optional.of(unavailable(e));
    } finally {
      fetching = false;
    }
  }

  /** The key; empty if the key set that was fetched last does not have it. */
  private Optional<Key> afterFetch(String kid) throws UnresolvableKeyException {
    Optional<Key> usable = usable(kid);
    Optional<ProblemException> failed = failure;
    if (usable.isEmpty() && failed.isPresent()) {
      throw notFetched(failed.get());
    }
    return usable;
  }

  private static UnresolvableKeyException notFetched(ProblemException why) {
    return new UnresolvableKeyException("the keys could not be fetched", why);
  }

  /**
   * The agent's caller gets this refusal. A refusal by the Master Agent is about the agent itself,
   * for instance about its credential, and would be read as one of the caller's.
   */
  private static ProblemException unavailable(Exception cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "master-keys-not-fetched",
        "The agent cannot check tokens now",
        cause);
  }

  /**
   * The key, if it was fetched lately, or not long ago while the next fetch goes on or has failed a
   * moment ago.
   */
  private Optional<Key> usable(String kid) {
    Instant now = clock.instant();
    Duration age = Duration.between(fetchedAt.equals(Instant.MIN) ? now : fetchedAt, now).abs();
    boolean mayBeUsed =
        age.compareTo(FRESH) < 0
            || ((fetching || now.isBefore(retryAt)) && age.compareTo(LONGEST) < 0);
    return mayBeUsed ? known(kid) : Optional.empty();
  }

  private Optional<Key> known(String kid) {
    return keys.stream()
        .filter(key -> kid.equals(key.getKeyId()) && key instanceof PublicJsonWebKey)
        .map(key -> (Key) ((PublicJsonWebKey) key).getPublicKey())
        .findFirst();
  }
}
