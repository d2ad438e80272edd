package org.bailiwick.aca.evidence;

import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.csr.ProvedKey;
import org.bailiwick.aca.evidence.owner.OwnerConsents;
import org.bailiwick.aca.evidence.owner.OwnerKey;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A verified applicant as text, which is stored until officers decide. It contains the verified
 * facts and none of the proofs. The owners for which the user may act are read again, since they
 * may change.
 */
final class StoredApplication {

  /** The names in stored rows, which stay as they were. */
  private static final String REQUESTED = "wish";

  private static final String SUBJECTS = "anchors";

  private static final String ROOT = "root";

  /** The length of the column. */
  private static final int LONGEST = 65_536;

  private StoredApplication() {}

  /** Writes an applicant, unless the text would be too long. */
  static String of(
      CredentialRequest requested,
      VerifiedApplicant.Proofs proofs,
      VerifiedApplicant.Digests digests) {
    Map<String, Object> application = new LinkedHashMap<>();
    application.put(REQUESTED, requested(requested));
    application.put("key", base64(proofs.key().key()));
    application.put(SUBJECTS, proofs.subjects().stream().map(StoredApplication::subject).toList());
    application.put("attestation", attestation(proofs.attestation()));
    application.put("user", user(proofs.user()));
    proofs.ownerKey().ifPresent(owner -> application.put("owner_key", owner(owner)));
    application.put("request", digests.request());
    application.put("evidence", digests.evidence());
    String text = JsonText.of(application);
    if (text.length() > LONGEST) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "enrolment-too-large",
          "The request is too large to wait for an approval.");
    }
    return text;
  }

  static VerifiedApplicant read(
      String text, TrustDomain trustDomain, UserTokens users, OwnerConsents owners) {
    Claims application = Claims.parse("application", text);
    List<AttestedSubject> subjects =
        application.objects(SUBJECTS).stream().map(StoredApplication::subject).toList();
    CredentialRequest requested = CredentialRequest.of(member(application, REQUESTED), trustDomain);
    return new VerifiedApplicant(
        requested,
        new VerifiedApplicant.Proofs(
            Optional.empty(),
            ProvedKey.of(key(application.text("key"))),
            subjects,
            attestation(member(application, "attestation")),
            user(member(application, "user"), users),
            application
                .object("owner_key")
                .map(
                    owner ->
                        owners.recall(
                            key(owner.text("key")), owner.text("voucher"), requested.owner()))),
        new VerifiedApplicant.Digests(application.text("request"), application.text("evidence")));
  }

  private static Map<String, Object> requested(CredentialRequest requested) {
    Map<String, Object> members = new LinkedHashMap<>(requested.members());
    requested.replaces().map(SerialNumber::hex).ifPresent(hex -> members.put("replaces", hex));
    return members;
  }

  private static Map<String, Object> subject(AttestedSubject subject) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", subject.type());
    members.put("issuer", subject.issuer());
    members.put("subject", subject.subject());
    subject.key().ifPresent(key -> members.put("key", base64(key)));
    subject.voucherKeySha256().ifPresent(key -> members.put("voucher_key_sha256", key));
    subject
        .root()
        .ifPresent(root -> members.put(ROOT, Map.of("kind", root.kind(), "anchor", root.anchor())));
    return members;
  }

  private static AttestedSubject subject(Claims members) {
    String type = members.text("type");
    String issuer = members.text("issuer");
    String subject = members.text("subject");
    AttestedSubject attested =
        members
            .find("key")
            .map(key -> AttestedSubject.of(type, issuer, subject, key(key)))
            .orElseGet(() -> AttestedSubject.keyless(type, issuer, subject));
    AttestedSubject vouched =
        members.find("voucher_key_sha256").map(attested::vouchedBy).orElse(attested);
    // rows from before roots of trust were kept have none
    return members
        .object(ROOT)
        .map(root -> vouched.restingOn(new RootOfTrust(root.text("kind"), root.text("anchor"))))
        .orElse(vouched);
  }

  private static Map<String, Object> attestation(AttestationResult result) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("verifier", result.verifier());
    members.put("status", result.status().text());
    List<String> vector = new ArrayList<>();
    result.vector().forEach((claim, value) -> vector.add(claim + "=" + value));
    members.put("vector", vector);
    members.put("policy", result.policy());
    members.put("findings", result.findings());
    members.put("appraised_at", result.appraisedAt().toString());
    return members;
  }

  private static AttestationResult attestation(Claims members) {
    SortedMap<String, Integer> vector = new TreeMap<>();
    for (String claim : members.texts("vector")) {
      int sign = claim.lastIndexOf('=');
      vector.put(claim.substring(0, sign), Integer.valueOf(claim.substring(sign + 1)));
    }
    return new AttestationResult(
        members.text("verifier"),
        AttestationResult.Status.valueOf(members.text("status").toUpperCase(Locale.ROOT)),
        vector,
        members.text("policy"),
        members.texts("findings"),
        Instant.parse(members.text("appraised_at")));
  }

  private static Map<String, Object> owner(OwnerKey owner) {
    return Map.of("key", base64(owner.key()), "voucher", owner.voucher().text());
  }

  private static Map<String, Object> user(UserContext user) {
    return Map.of(
        "issuer", user.issuer(),
        "subject", user.subject(),
        "roles", user.roles(),
        "stated_at", user.statedAt().toString());
  }

  private static UserContext user(Claims members, UserTokens users) {
    return users.withCurrentOwners(
        new UserContext(
            members.text("issuer"),
            members.text("subject"),
            Set.copyOf(members.texts("roles")),
            Map.of(),
            Instant.parse(members.text("stated_at")),
            Optional.empty()));
  }

  private static Claims member(Claims application, String name) {
    return application.object(name).orElseThrow();
  }

  private static String base64(PublicKey key) {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  private static PublicKey key(String base64) {
    return ProvedKey.read(
        SubjectPublicKeyInfo.getInstance(Base64.getDecoder().decode(base64)), "application-key");
  }
}
