package org.bailiwick.aca.attestation.token;

import static java.util.Map.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.attestation.TrustClaim;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/**
 * Claims of a CWT in the names and forms that the same claims have in a JWT (RFC 8392, RFC 9711
 * section 7, draft-ietf-rats-ear-03), so that the same rules apply to both. Byte strings become
 * base64url without padding, and numbers that stand for words become these words. An unknown key
 * stays as it is.
 */
public final class CwtClaims {

  private static final String WORD_STATUS = "ear_status";

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          entry("1", "iss"),
          entry("2", "sub"),
          entry("3", "aud"),
          entry("4", "exp"),
          entry("5", "nbf"),
          entry("6", "iat"),
          entry("7", "cti"),
          entry("8", "cnf"),
          entry("10", "eat_nonce"),
          entry("256", "ueid"),
          entry("259", "hwmodel"),
          entry("263", "dbgstat"),
          entry("265", "eat_profile"),
          entry("266", "submods"),
          entry("270", "swname"),
          entry("271", "swversion"),
          entry("275", "intuse"),
          entry("1000", WORD_STATUS),
          entry("1001", "ear_trustworthiness_vector"),
          entry("1002", "ear_raw_evidence"),
          entry("1003", "ear_appraisal_policy_ids"),
          entry("1004", "ear_verifier_id"),
          entry("-70002", "ear_veraison_key_attestation"),
          // claims of this product's profile, in the private range of RFC 8392 section 9.1
          entry("-66001", "program_name"),
          entry("-66002", "program_digest"));

  /** The claims of a trustworthiness vector in the order of their numbers (ar4si section 2.3). */
  public static final List<String> TRUST_CLAIMS = TrustClaim.texts();

  private static final Map<String, String> VECTOR = numbered(TRUST_CLAIMS);

  private static final Map<String, String> VERIFIER_ID = numbered(List.of("developer", "build"));

  private static final Map<String, Map<Long, String>> WORDS =
      Map.of(
          WORD_STATUS,
          Map.of(0L, "none", 2L, "affirming", 32L, "warning", 96L, "contraindicated"),
          "dbgstat",
          Map.of(
              0L, "enabled",
              1L, "disabled",
              2L, "disabled-since-boot",
              3L, "disabled-permanently",
              4L, "disabled-fully-and-permanently"),
          "intuse",
          Map.of(1L, "generic", 2L, "registration", 3L, "provisioning", 4L, "csr", 5L, "pop"));

  private static final Map<Long, String> CURVES = Map.of(1L, "P-256", 2L, "P-384", 6L, "Ed25519");
  private static final Map<Long, String> KINDS = Map.of(1L, "OKP", 2L, "EC");

  private final String what;

  private CwtClaims(String what) {
    this.what = what;
  }

  /**
   * The claims by name; {@code what} names the token in refusals.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code <what>-claim}
   */
  public static Claims named(String what, Map<String, Object> claims) {
    return Claims.of(what, Optional.of(new CwtClaims(what).named(claims, NAMES)));
  }

  private Map<String, Object> named(Map<?, ?> claims, Map<String, String> names) {
    Map<String, Object> named = new LinkedHashMap<>();
    claims.forEach(
        (key, value) -> {
          String name = names.getOrDefault(key.toString(), key.toString());
          if (named.containsKey(name)) {
            throw fault(name);
          }
          named.put(name, value(name, value));
        });
    return named;
  }

  private Object value(String name, Object value) {
    return switch (value) {
      case Octets octets when name.equals("eat_profile") -> oid(octets);
      case Octets octets -> octets.base64url();
      case Long number when WORDS.containsKey(name) -> word(name, number);
      case Map<?, ?> map -> map(name, map);
      case List<?> list -> list.stream().map(item -> value("", item)).toList();
      case null -> throw fault(name);
      default -> value;
    };
  }

  private Object map(String name, Map<?, ?> map) {
    return switch (name) {
      case "ear_trustworthiness_vector" -> named(map, VECTOR);
      case "ear_verifier_id" -> named(map, VERIFIER_ID);
      case "cnf" -> confirmation(map);
      case "submods" -> named(map, Map.of());
      default -> named(map, NAMES);
    };
  }

  /** A COSE_Key (RFC 8747 section 3.2, RFC 9053 section 7) as the JWK of the same key. */
  private Map<String, Object> confirmation(Map<?, ?> cnf) {
    if (cnf.size() == 1
        && cnf.get("1") instanceof Map<?, ?> key
        && key.get("1") instanceof Long kind
        && key.get("-1") instanceof Long curve
        && key.get("-2") instanceof Octets x) {
      Map<String, Object> jwk = new LinkedHashMap<>();
      jwk.put("kty", KINDS.getOrDefault(kind, ""));
      jwk.put("crv", CURVES.getOrDefault(curve, ""));
      jwk.put("x", x.base64url());
      if (key.get("-3") instanceof Octets y) {
        jwk.put("y", y.base64url());
      }
      return Map.of("jwk", jwk);
    }
    throw fault("cnf");
  }

  /** RFC 9711 section 4.3.2: the content octets of an OID, without tag and length. */
  private String oid(Octets octets) {
    try {
      return ASN1ObjectIdentifier.fromContents(octets.bytes()).getId();
    } catch (IllegalArgumentException notAnOid) {
      throw fault("eat_profile");
    }
  }

  private String word(String name, Long number) {
    return Optional.ofNullable(WORDS.get(name).get(number)).orElseThrow(() -> fault(name));
  }

  private static Map<String, String> numbered(List<String> names) {
    return IntStream.range(0, names.size())
        .boxed()
        .collect(Collectors.toUnmodifiableMap(String::valueOf, names::get));
  }

  private ProblemException fault(String name) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        what + "-claim",
        "In the " + what + ", \"" + name + "\" has a wrong form.");
  }
}
