package org.bailiwick.client.work;

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
 * ids cannot cause many fetches. A token with a known key does not wait for a fetch, and the checks
 * that waited for a failed fetch do not repeat it.
 */
final class MasterKeys implements VerificationKeyResolver {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Supplier<String> jwks;
  private final Clock clock;
  private volatile List<JsonWebKey> keys = List.of();
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
    Optional<Key> known = known(kid);
    return (known.isPresent() ? known : find(kid, clock.instant()))
        .orElseThrow(() -> new UnresolvableKeyException("the token names an unknown key"));
  }

  private synchronized Optional<Key> find(String kid, Instant requestedAt)
      throws UnresolvableKeyException {
    Optional<Key> known = known(kid);
    if (known.isPresent() || clock.instant().isBefore(notBefore)) {
      return known;
    }
    if (requestedAt.isBefore(failedAt)) {
      throw new UnresolvableKeyException("the keys could not be fetched", failure);
    }
    try {
      keys = new JsonWebKeySet(jwks.get()).getJsonWebKeys();
      notBefore = clock.instant().plus(PAUSE);
      return known(kid);
    } catch (JoseException | ClassCastException | ProblemException e) {
      failure = unavailable(e);
      failedAt = clock.instant();
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

  private Optional<Key> known(String kid) {
    return keys.stream()
        .filter(key -> kid.equals(key.getKeyId()) && key instanceof PublicJsonWebKey)
        .map(key -> (Key) ((PublicJsonWebKey) key).getPublicKey())
        .findFirst();
  }
}
