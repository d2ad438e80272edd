package org.bailiwick.aca.attestation.ear;

import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.attestation.AttestationResult.Status;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The claims of a trusted Verifier's result (draft-ietf-rats-ear-03 section 3) by their JSON names,
 * from JSON or CBOR. Unknown claims are ignored (section 4); all known ones are checked.
 */
public final class EarClaims {

  private static final String NONCE = "eat_nonce";
  private static final String PROFILE = "eat_profile";
  private static final int MAX_SUBMODULES = 16;
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final Claims claims;
  private final EarNames names;
  private final List<Claims> submodules;
  private final AttestationResult result;

  private EarClaims(
      Claims claims, EarNames names, List<Claims> submodules, AttestationResult result) {
    this.claims = claims;
    this.names = names;
    this.submodules = submodules;
    this.result = result;
  }

  /** Reads claims whose signature by this Verifier has been verified. */
  static EarClaims read(Claims claims, EarVerifier verifier, Instant now) {
    EarNames names = names(claims);
    Claims identity = identity(claims, names);
    boolean known =
        identity.text("developer").equals(verifier.developer())
            && verifier.build().map(identity.text("build")::equals).orElse(true);
    if (!known) {
      throw rejected("ear-verifier-id", "The EAR names a Verifier other than its signer.");
    }
    requireTimely(claims, verifier.maxAge(), now);
    List<Claims> submodules = submodules(claims);
    return new EarClaims(claims, names, submodules, result(claims, names, submodules));
  }

  /** The developer that unverified claims name. */
  static String developer(Claims claims) {
    return identity(claims, names(claims)).text("developer");
  }

  public AttestationResult result() {
    return result;
  }

  /**
   * Refuses a result for another nonce, or about evidence for another nonce. Verifiers repeat the
   * nonce in any form of base64.
   */
  public void requireNonce(String nonce) {
    byte[] expected = octets(nonce);
    if (!claims.names().contains(NONCE) || !answers(claims, expected)) {
      throw rejected("ear-nonce", "The EAR does not have the authority's nonce.");
    }
    for (Claims submodule : submodules) {
      if (submodule.names().contains(NONCE) && !answers(submodule, expected)) {
        throw rejected("ear-evidence-nonce", "The EAR is about evidence for another nonce.");
      }
    }
  }

  /**
   * Refuses a result that was not made for one of these keys: {@code cnf} (RFC 7800) or the key
   * attestation must name one of them, and neither may name another key.
   */
  public void requireBoundTo(List<PublicKey> keys) {
    List<byte[]> named = new ArrayList<>();
    claims.confirmedKey().ifPresent(key -> named.add(key.getEncoded()));
    submodules.forEach(
        submodule ->
            submodule
                .object(names.keyAttestation)
                .ifPresent(attested -> named.add(octets(attested.text("akpub")))));
    if (named.isEmpty()) {
      throw rejected("ear-key-missing", "The EAR names no key.");
    }
    boolean bound =
        named.stream()
            .allMatch(
                each -> keys.stream().anyMatch(k -> MessageDigest.isEqual(k.getEncoded(), each)));
    if (!bound) {
      throw rejected("ear-key", "The EAR was made for another key.");
    }
  }

  private static EarNames names(Claims claims) {
    return EarNames.of(claims.text(PROFILE))
        .orElseThrow(() -> rejected("ear-profile", "The EAR has an unknown profile."));
  }

  private static Claims identity(Claims claims, EarNames names) {
    return claims
        .object(names.verifierId)
        .orElseThrow(() -> rejected("ear-verifier-id", "The EAR does not name its Verifier."));
  }

  /** Times are in whole seconds (sections 3 and 3.1). */
  private static void requireTimely(Claims claims, Duration maxAge, Instant now) {
    Instant issued = claims.time("iat");
    if (issued.isAfter(now.plus(SKEW)) || issued.isBefore(now.minus(maxAge))) {
      throw rejected("ear-age", "The EAR is too old or from the future.");
    }
    if (claims.names().contains("exp") && !now.isBefore(claims.time("exp"))) {
      throw rejected("ear-expired", "The EAR has expired.");
    }
    if (claims.names().contains("nbf") && claims.time("nbf").isAfter(now.plus(SKEW))) {
      throw rejected("ear-not-yet-valid", "The EAR is not valid yet.");
    }
  }

  private static List<Claims> submodules(Claims claims) {
    Claims all =
        claims
            .object("submods")
            .orElseThrow(() -> rejected("ear-submods", "The EAR has no submodules."));
    int count = all.names().size();
    if (count == 0 || count > MAX_SUBMODULES) {
      throw rejected("ear-submods", "The EAR has no submodule, or more than sixteen.");
    }
    return all.names().stream().map(name -> all.object(name).orElseThrow()).toList();
  }

  /** Appraises each submodule (section 3.1), and compares the overall status with all of them. */
  private static AttestationResult result(Claims claims, EarNames names, List<Claims> submodules) {
    List<Appraisal> worstFirst =
        submodules.stream()
            .map(submodule -> Appraisal.read(submodule, names))
            .sorted(Comparator.comparing(Appraisal::status, Status.WORST_FIRST))
            .toList();
    Status worst = worstFirst.getFirst().status();
    Status overall = claims.find(names.status).map(Appraisal::status).orElse(worst);
    if (worst.isWorseThan(overall)) {
      throw rejected(
          "ear-status-too-good", "The EAR's overall status is better than a submodule's.");
    }
    SortedMap<String, Integer> vector = new TreeMap<>();
    for (Appraisal each : worstFirst) {
      vector = AttestationResult.worseOfEach(vector, each.vector());
    }
    Claims identity = identity(claims, names);
    return new AttestationResult(
        plain(identity.text("developer") + "/" + identity.text("build")),
        overall,
        vector,
        policies(worstFirst),
        findings(worstFirst, overall),
        claims.time("iat"));
  }

  private static List<String> findings(List<Appraisal> worstFirst, Status overall) {
    List<String> findings =
        worstFirst.stream().flatMap(each -> each.findings().stream()).distinct().toList();
    return findings.isEmpty() && overall != Status.AFFIRMING
        ? List.of("ear-status-" + overall.token())
        : findings;
  }

  private static String policies(List<Appraisal> appraisals) {
    String policies =
        appraisals.stream()
            .flatMap(each -> each.policies().stream())
            .distinct()
            .collect(Collectors.joining(","));
    return policies.isEmpty() ? "unstated" : plain(policies);
  }

  /** The text in printable ASCII without blanks, for certificates and ledger rows. */
  private static String plain(String text) {
    String plain = text.replaceAll("[^\\x21-\\x7e]", "_");
    return plain.substring(0, Math.min(plain.length(), AttestationResult.LONGEST_NAME));
  }

  private static boolean answers(Claims part, byte[] expected) {
    List<String> given = part.isText(NONCE) ? List.of(part.text(NONCE)) : part.texts(NONCE);
    return given.size() == 1 && MessageDigest.isEqual(octets(given.getFirst()), expected);
  }

  private static byte[] octets(String base64) {
    try {
      return Base64.getUrlDecoder().decode(base64.replace('+', '-').replace('/', '_'));
    } catch (IllegalArgumentException notBase64) {
      throw rejected("ear-base64", "A claim of the EAR is not base64.");
    }
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }
}
