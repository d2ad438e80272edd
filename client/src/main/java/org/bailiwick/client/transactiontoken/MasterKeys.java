package org.bailiwick.client.transactiontoken;

import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
 * names an unknown key, but not more often than every few seconds, so that senders of unknown key
 * ids cannot cause many fetches. They are also fetched again after five minutes, since the key of a
 * node that was ended is not published any more. A token with a key that was fetched lately does
 * not wait for a fetch, and the checks that waited for a failed fetch do not repeat it.
 */
final class MasterKeys implements VerificationKeyResolver {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** The time for which the Master Agent lets its key set be kept ({@code max-age}). */
  private static final Duration FRESH = Duration.ofMinutes(5);

  /** The time for which keys are used while they cannot be fetched again. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Supplier<String> jwks;
  private final Clock clock;
  private volatile List<JsonWebKey> keys = List.of();
  private volatile Instant fetchedAt = Instant.MIN;
  private volatile Instant retryAt = Instant.MIN;
  private Instant notBefore = Instant.MIN;
  private Instant failedAt = Instant.MIN;
  private Exception failure;

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
    return (usable.isPresent() ? usable : find(kid, clock.instant()))
        .orElseThrow(() -> new UnresolvableKeyException("the token names an unknown key"));
  }

  private synchronized Optional<Key> find(String kid, Instant requestedAt)
      throws UnresolvableKeyException {
    Optional<Key> usable = usable(kid);
    if (usable.isPresent() || clock.instant().isBefore(notBefore)) {
      return usable;
    }
    if (requestedAt.isBefore(failedAt)) {
      throw new UnresolvableKeyException("the keys could not be fetched", failure);
    }
    try {
      keys = new JsonWebKeySet(jwks.get()).getJsonWebKeys();
      fetchedAt = clock.instant();
      notBefore = fetchedAt.plus(PAUSE);
      return known(kid);
    } catch (JoseException | ClassCastException | ProblemException e) {
      failure = unavailable(e);
      failedAt = clock.instant();
      retryAt = failedAt.plus(PAUSE);
      usable = usable(kid);
      if (usable.isPresent()) {
        return usable;
      }
      throw new UnresolvableKeyException("the keys could not be fetched", failure);
    }
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

  /** The key, if it was fetched lately, or not long ago and a moment ago a fetch failed. */
  private Optional<Key> usable(String kid) {
    Instant now = clock.instant();
    Duration age = Duration.between(fetchedAt.equals(Instant.MIN) ? now : fetchedAt, now);
    boolean mayBeUsed =
        age.compareTo(FRESH) < 0 || (now.isBefore(retryAt) && age.compareTo(LONGEST) < 0);
    return mayBeUsed ? known(kid) : Optional.empty();
  }

  private Optional<Key> known(String kid) {
    return keys.stream()
        .filter(key -> kid.equals(key.getKeyId()) && key instanceof PublicJsonWebKey)
        .map(key -> (Key) ((PublicJsonWebKey) key).getPublicKey())
        .findFirst();
  }
}
