package org.bailiwick.node.tokenkeys;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;

/**
 * The keys that sign the domain's tokens, one after the other. Each is published as soon as it is
 * known, signs from a given moment on, and stays published for a while after the next has begun, so
 * that its last tokens can be verified until they expire.
 */
public final class TokenKeys {

  /** Longer than any token is valid, and longer than verifiers keep a JWK set. */
  public static final Duration PUBLISHED_AFTER = Duration.ofHours(1);

  private static final int FIELD_BITS = 256;

  /** One key with the id under which it is published. */
  private record Entry(String label, ECPublicKey key, JwsSigner signer) {}

  private final ConcurrentSkipListMap<Instant, Entry> byMoment = new ConcurrentSkipListMap<>();

  /** Begins with this key, which must be a P-256 key. */
  public TokenKeys(SigningKey first) {
    byMoment.put(Instant.MIN, entry(first));
  }

  /** Adds a key that signs from this moment on; it must be a P-256 key. */
  public void succeed(SigningKey key, Instant inService) {
    byMoment.put(inService, entry(key));
  }

  /** Whether the key of this label is one of these, in use, earlier or future. */
  public boolean has(String label) {
    return byMoment.values().stream().anyMatch(each -> each.label().equals(label));
  }

  /** Labels of the keys that the HSM token must hold: the current one and future ones. */
  public Set<String> needed(Instant now) {
    return byMoment.tailMap(byMoment.floorKey(now), true).values().stream()
        .map(Entry::label)
        .collect(Collectors.toSet());
  }

  /** The signer of the key that signs now. */
  public JwsSigner signer(Instant now) {
    return byMoment.floorEntry(now).getValue().signer();
  }

  /** All keys, oldest first, including future ones. */
  public List<PublicKey> all() {
    return byMoment.values().stream().map(each -> (PublicKey) each.key()).toList();
  }

  /** The key that signs now. */
  public PublicKey inService(Instant now) {
    return byMoment.floorEntry(now).getValue().key();
  }

  /** The signer of one of the keys, even an earlier one. */
  public JwsSigner signer(PublicKey key) {
    return byMoment.values().stream()
        .filter(each -> each.key().equals(key))
        .map(Entry::signer)
        .findFirst()
        .orElseThrow();
  }

  /** The published keys, including future ones. */
  public List<ECPublicKey> published(Instant now) {
    return entries(now).map(Entry::key).toList();
  }

  private Stream<Entry> entries(Instant now) {
    Instant first = byMoment.floorKey(now.minus(PUBLISHED_AFTER));
    return byMoment.tailMap(first, true).values().stream();
  }

  /** The keys that may have signed a token of this key id. */
  public List<PublicKey> find(Optional<String> keyId, Instant now) {
    return entries(now)
        .filter(each -> keyId.isEmpty() || keyId.get().equals(each.signer().kid()))
        .map(each -> (PublicKey) each.key())
        .toList();
  }

  private static Entry entry(SigningKey key) {
    if (!(key.publicKey() instanceof ECPublicKey ec)
        || ec.getParams().getCurve().getField().getFieldSize() != FIELD_BITS) {
      throw new IllegalArgumentException("the token signing key must be an EC P-256 key");
    }
    return new Entry(key.id(), ec, new JwsSigner(key, PublicJwk.thumbprint(ec)));
  }
}
