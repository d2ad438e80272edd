package org.bailiwick.policy.bundle;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.PolicyRefusedException;
import org.bailiwick.policy.VersionFloor;
import org.bailiwick.policy.bundle.BundleRules.InForce;

/**
 * Verifies a signed bundle: a JWS in general JSON serialization (RFC 7515 section 7.2.1) whose
 * payload holds the files of a policy folder. Every signature of the file must be valid, so that a
 * file means the same to all who read it.
 */
public final class PolicyBundle {

  /** The most octets of a bundle. */
  public static final int MAX_OCTETS = 16 * 1024 * 1024;

  /** The header {@code typ}. */
  public static final String TYPE = "bailiwick-policy-bundle+json";

  private PolicyBundle() {}

  /**
   * Checks all of {@link BundleCheck} except the store's room; the signatures come before anything
   * that the payload says.
   *
   * @throws BundleRefusedException with the first check that fails
   */
  public static VerifiedBundle verify(byte[] octets, BundleRules rules) {
    return verify(octets, rules, Optional.empty());
  }

  /**
   * As above, with every check again but that of the files, if {@code known} has the same content:
   * to load ten thousand policies takes seconds.
   */
  public static VerifiedBundle verify(
      byte[] octets, BundleRules rules, Optional<VerifiedBundle> known) {
    BundleFile file = BundleFile.read(octets);
    byte[] signed = file.payloadOctets();
    List<OfficerCertificate> signers = new ArrayList<>();
    file.signatures().forEach(each -> signers.add(signer(file, each, rules)));
    BundlePayload payload = BundlePayload.read(signed);
    requireEnough(signers, payload, rules);
    VersionFloor.Loaded version =
        new VersionFloor.Loaded(payload.number(), BundleJson.sha256(signed));
    requireFor(payload, version.digest(), rules);
    return new VerifiedBundle(
        payload,
        version.digest(),
        signers.stream().map(OfficerCertificate::id).toList(),
        known
            .filter(each -> each.version().equals(version))
            .map(VerifiedBundle::decisions)
            .orElseGet(() -> decisions(version, payload)));
  }

  private static OfficerCertificate signer(
      BundleFile file, BundleFile.Signature signature, BundleRules rules) {
    BundleHeader header = BundleHeader.read(signature.header());
    OfficerCertificate officer = OfficerCertificate.verify(header.x5c().getFirst(), rules);
    PublicKey key = officer.certificate().getPublicKey();
    if (!header.algorithm().fits(key)) {
      throw refusal(
          BundleCheck.BUNDLE_ALGORITHM,
          "The key of " + officer.id() + " is not for " + header.algorithm());
    }
    byte[] input = file.signingInput(signature.header());
    if (!header.algorithm().accepts(key, input, signature.octets())) {
      throw refusal(
          BundleCheck.BUNDLE_SIGNATURE, "The signature of " + officer.id() + " is not valid");
    }
    return officer;
  }

  /** Two certificates with one key are one officer, and so are two keys under one name. */
  private static void requireEnough(
      List<OfficerCertificate> signers, BundlePayload payload, BundleRules rules) {
    Set<String> ids = new HashSet<>();
    Set<PublicKey> keys = new HashSet<>();
    signers.forEach(
        signer -> {
          ids.add(signer.id());
          keys.add(signer.certificate().getPublicKey());
        });
    int different = Math.min(ids.size(), keys.size());
    if (different < signers.size()) {
      throw refusal(BundleCheck.BUNDLE_SIGNATURES_MISSING, "One officer has signed twice");
    }
    int needed =
        Math.max(payload.signatures(), Math.max(rules.signatures(), rules.inForce().signatures()));
    if (different < needed) {
      throw refusal(
          BundleCheck.BUNDLE_SIGNATURES_MISSING,
          "%d officers must sign; %d did".formatted(needed, different));
    }
  }

  private static void requireFor(BundlePayload payload, String digest, BundleRules rules) {
    if (!payload.trustDomain().equals(rules.trustDomain())) {
      throw refusal(
          BundleCheck.BUNDLE_TRUST_DOMAIN, "The bundle is for another trust domain than this one");
    }
    if (!payload.components().contains(rules.component())) {
      throw refusal(
          BundleCheck.BUNDLE_COMPONENT, "The bundle is not for the component " + rules.component());
    }
    InForce inForce = rules.inForce();
    if (payload.number() == inForce.number() && !digest.equals(inForce.digest())) {
      throw refusal(
          BundleCheck.BUNDLE_NUMBER_REUSED,
          "Number %d is in force with other content: give changed policies a new number"
              .formatted(payload.number()));
    }
    if (payload.number() < inForce.number()) {
      throw refusal(
          BundleCheck.BUNDLE_NUMBER_OLD,
          "Number %d is older than number %d, which is in force"
              .formatted(payload.number(), inForce.number()));
    }
  }

  private static CedarDecisionPoint decisions(VersionFloor.Loaded version, BundlePayload payload) {
    try {
      return CedarDecisionPoint.of(version, payload.files());
    } catch (PolicyRefusedException e) {
      throw new BundleRefusedException(
          BundleCheck.BUNDLE_POLICIES, "The files are refused: " + e.getMessage(), e);
    }
  }

  private static BundleRefusedException refusal(BundleCheck check, String message) {
    return new BundleRefusedException(check, message);
  }
}
