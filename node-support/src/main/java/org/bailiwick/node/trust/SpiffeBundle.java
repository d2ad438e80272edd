package org.bailiwick.node.trust;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.PublicJwk;

/**
 * A trust bundle in the JWKS form (SPIFFE Trust Domain and Bundle section 4): the X.509 anchors of
 * one domain and a sequence number, which is higher in a newer bundle. An empty list of keys means
 * that nothing is trusted. Three additional members, which other readers ignore (RFC 7517 section
 * 5), name the roots, the issuing CAs and the operator CAs, as in {@code /issuers/<name>.cer} and
 * {@code /crl/<name>.crl}.
 *
 * @param witKeys the keys that sign Workload Identity Tokens, by key id
 * @param operatorCas empty in a bundle without this member
 * @param refresh the time until the next reading, from the bundle's hint
 */
record SpiffeBundle(
    List<X509Certificate> anchors,
    List<String> roots,
    List<String> issuers,
    Optional<List<OperatorCa>> operatorCas,
    Map<String, PublicKey> witKeys,
    long sequence,
    Duration refresh) {
  private static final String X509_SVID = "x509-svid";
  private static final String WIT_SVID = "wit-svid";
  private static final String ROOTS = "bailiwick_roots";
  private static final String ISSUERS = "bailiwick_issuers";
  private static final String OPERATOR_CAS = "bailiwick_operator_cas";

  /**
   * An operator CA by the name of its certificate and CRL.
   *
   * @param endorsement {@link OperatorEndorsement} by an earlier operator CA
   */
  record OperatorCa(String name, Optional<String> endorsement) {}

  /** The names become parts of paths and of file names. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private static final int MOST_ISSUERS = 32;

  SpiffeBundle {
    anchors = List.copyOf(anchors);
    roots = List.copyOf(roots);
    issuers = List.copyOf(issuers);
    operatorCas = operatorCas.map(List::copyOf);
    witKeys = Map.copyOf(witKeys);
  }

  static SpiffeBundle parse(byte[] json) {
    JsonValue document = StrictJson.value(json);
    try {
      JsonObject bundle = document.asJsonObject();
      List<X509Certificate> anchors =
          bundle.getJsonArray("keys").getValuesAs(JsonObject.class).stream()
              .filter(
                  key ->
                      X509_SVID.equals(
                          key.getString("use", ""))) // other uses: section 4.2.2, ignore
              .map(SpiffeBundle::certificate)
              .toList();
      JsonValue sequence = bundle.getOrDefault("spiffe_sequence", Json.createValue(0));
      return new SpiffeBundle(
          anchors,
          names(bundle, ROOTS, List.of(DomainTrustSettings.ROOT)),
          names(bundle, ISSUERS, List.of()),
          operatorCas(bundle),
          witKeys(bundle),
          Long.parseLong(sequence.toString()),
          refresh(bundle));
    } catch (IllegalArgumentException
        | ClassCastException
        | NullPointerException e) { // a member is missing or of another type
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST, "bundle-syntax", "The trust bundle is malformed", e);
    }
  }

  /** The hint, within the bounds of early and regular readings. */
  private static Duration refresh(JsonObject bundle) {
    long hint = bundle.getInt("spiffe_refresh_hint", Integer.MAX_VALUE);
    return Duration.ofSeconds(
        Math.clamp(hint, BundlePoll.EARLIEST.toSeconds(), BundlePoll.PERIOD.toSeconds()));
  }

  /** Skips an entry without a kid or of an unknown kind of key (section 4.2.2). */
  private static Map<String, PublicKey> witKeys(JsonObject bundle) {
    Map<String, PublicKey> keys = new HashMap<>();
    for (JsonObject entry : bundle.getJsonArray("keys").getValuesAs(JsonObject.class)) {
      String id = entry.getString("kid", "");
      if (WIT_SVID.equals(entry.getString("use", "")) && !id.isEmpty()) {
        publicKey(entry).ifPresent(key -> keys.putIfAbsent(id, key));
      }
    }
    return keys;
  }

  private static Optional<PublicKey> publicKey(JsonObject entry) {
    try {
      return Optional.of(PublicJwk.parse(entry));
    } catch (IllegalArgumentException unknownKind) {
      return Optional.empty();
    }
  }

  private static List<String> names(JsonObject bundle, String member, List<String> absent) {
    if (!bundle.containsKey(member)) {
      return absent;
    }
    return checked(
        bundle.getJsonArray(member).getValuesAs(JsonString.class).stream()
            .map(JsonString::getString)
            .toList());
  }

  private static List<String> checked(List<String> names) {
    if (names.size() > MOST_ISSUERS || !names.stream().allMatch(NAME.asMatchPredicate())) {
      throw new IllegalArgumentException("an issuer's name is malformed, or there are too many");
    }
    return names;
  }

  private static Optional<List<OperatorCa>> operatorCas(JsonObject bundle) {
    if (!bundle.containsKey(OPERATOR_CAS)) {
      return Optional.empty();
    }
    List<OperatorCa> all =
        bundle.getJsonArray(OPERATOR_CAS).getValuesAs(JsonObject.class).stream()
            .map(
                each ->
                    new OperatorCa(
                        each.getString("issuer_id"),
                        Optional.ofNullable(each.getString("endorsement", null))))
            .toList();
    checked(all.stream().map(OperatorCa::name).toList());
    return Optional.of(all);
  }

  /** Exactly one certificate per key (section 4.2.3). */
  private static X509Certificate certificate(JsonObject key) {
    List<JsonString> chain = key.getJsonArray("x5c").getValuesAs(JsonString.class);
    if (chain.size() != 1) {
      throw new IllegalArgumentException("x5c holds exactly one certificate");
    }
    X509Certificate anchor =
        Pem.certificate(Base64.getDecoder().decode(chain.getFirst().getString()));
    if (anchor.getBasicConstraints() < 0) {
      throw new IllegalArgumentException("an anchor is a CA certificate");
    }
    return anchor;
  }
}
