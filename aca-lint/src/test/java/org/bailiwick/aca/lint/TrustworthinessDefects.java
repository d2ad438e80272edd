package org.bailiwick.aca.lint;

import static org.bailiwick.aca.lint.CertificateProfile.AGENT;
import static org.bailiwick.aca.lint.CertificateProfile.ISSUING_CA;
import static org.bailiwick.aca.lint.CertificateProfile.NODE;
import static org.bailiwick.aca.lint.CertificateProfile.OCSP;
import static org.bailiwick.aca.lint.CertificateProfile.OPERATOR;
import static org.bailiwick.aca.lint.CertificateProfile.SERVICE;
import static org.bailiwick.aca.lint.ExtensionRules.ATTESTER_TRUSTWORTHINESS;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.aca.lint.Defects.Defect;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;

/** Bodies with one defect each in what they say of an Attester's trustworthiness. */
final class TrustworthinessDefects {

  private TrustworthinessDefects() {}

  static List<Defect> all() {
    return Stream.concat(
            Stream.of(
                new Defect(
                    "trustworthiness unreadable",
                    AGENT,
                    "attester-trustworthiness",
                    s -> put(s, DERNull.INSTANCE)),
                new Defect(
                    "trustworthiness with a member too many",
                    SERVICE,
                    "attester-trustworthiness",
                    s -> put(s, longer())),
                new Defect(
                    "trustworthiness critical",
                    AGENT,
                    "critical",
                    s -> s.with(ATTESTER_TRUSTWORTHINESS, true, sound())),
                new Defect(
                    "status better than a claim",
                    AGENT,
                    "attester-trustworthiness-status",
                    s -> put(s, value(32))),
                new Defect(
                    "status of a service better than a claim",
                    SERVICE,
                    "attester-trustworthiness-status",
                    s -> put(s, value(-97)))),
            Stream.of(NODE, OPERATOR, OCSP, ISSUING_CA)
                .map(
                    profile ->
                        new Defect(
                            "trustworthiness of what is no workload",
                            profile,
                            "extension-known",
                            s -> put(s, sound()))))
        .toList();
  }

  static ASN1Encodable sound() {
    return value(2);
  }

  private static ASN1Encodable value(int hardware) {
    return ASN1Sequence.getInstance(
        AttesterTrustworthinessExtension.encode(
            new AttesterTrustworthiness(
                List.of(new RootOfTrust("tpm", "sha256:" + "0".repeat(64))),
                TrustVector.of(Map.of("hardware", hardware)))));
  }

  private static ASN1Encodable longer() {
    ASN1EncodableVector members = new ASN1EncodableVector();
    ASN1Sequence.getInstance(sound()).forEach(members::add);
    members.add(DERNull.INSTANCE);
    return new DERSequence(members);
  }

  private static void put(SpecimenBuilder specimen, ASN1Encodable value) {
    specimen.with(ATTESTER_TRUSTWORTHINESS, false, value);
  }
}
