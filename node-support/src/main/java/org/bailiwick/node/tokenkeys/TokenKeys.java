package org.bailiwick.node.tokenkeys;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;

/**
 * The keys that sign the domain's tokens, one after the other. Each is published as soon as it is
 * known, signs from its moment on, and is published for a while after another has begun, so that
 * what it signed is verified to its end.
 */
public final class TokenKeys {

  /** Longer than any token lives, and than verifiers keep a JWK set. */
  public static final Duration PUBLISHED_AFTER = Duration.ofHours(1);

  private static final int FIELD_BITS = 256;

  /** One key with the id under which it is published. */
  private record Entry(String label, ECPublicKey key, JwsSigner signer) {}

  private final ConcurrentSkipListMap<Instant, Entry> byMoment = new ConcurrentSkipListMap<>();

  /** Begins with this key, which must be of P-256. */
  public TokenKeys(SigningKey first) {
    byMoment.put(Instant.MIN, entry(first));
  }

  /** From that moment on this key signs; it must be of P-256. */
  public void succeed(SigningKey key, Instant inService) {
    byMoment.put(inService, entry(key));
  }

  /** Whether the key of this label signs, signed or will sign. */
  public boolean has(String label) {
    return byMoment.values().stream().anyMatch(each -> each.label().equals(label));
  }

  /** Labels that the token must hold: the key in service, and those to come. */
  public Set<String> needed(Instant now) {
    Set<String> labels = new TreeSet<>();
    byMoment
        .tailMap(byMoment.floorKey(now), true)
        .values()
        .forEach(each -> labels.add(each.label()));
    return labels;
  }

  /** The one in service. */
  public JwsSigner signer(Instant now) {
    return byMoment.floorEntry(now).getValue().signer();
  }

  /** Oldest first, the ones to come included. */
  public List<PublicKey> all() {
    return byMoment.values().stream().map(each -> (PublicKey) each.key()).toList();
  }

  /** The one that signs now. */
  public PublicKey inService(Instant now) {
    return byMoment.floorEntry(now).getValue().key();
  }

  /** Signs with one of them, whose moment may be over. */
  public JwsSigner signer(PublicKey key) {
    return byMoment.values().stream()
        .filter(each -> each.key().equals(key))
        .map(Entry::signer)
        .findFirst()
        .orElseThrow();
  }

  /** By key id, the ones to come included. */
  public List<ECPublicKey> published(Instant now) {
    Instant first = byMoment.floorKey(before(now));
    return byMoment.tailMap(first, true).values().stream().map(Entry::key).toList();
  }

  private static Instant before(Instant now) {
    return now.minus(PUBLISHED_AFTER);
  }

  /** The keys that may have signed a token of this key id. */
  public List<PublicKey> find(Optional<String> keyId, Instant now) {
    Map<Instant, Entry> all = byMoment.tailMap(byMoment.floorKey(before(now)), true);
    return all.values().stream()
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
