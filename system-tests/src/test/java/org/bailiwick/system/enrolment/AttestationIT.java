package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.contract.problem.ProblemType.ATTESTATION_NOT_AFFIRMING;
import static org.bailiwick.contract.problem.ProblemType.DEPENDENCY_UNAVAILABLE;
import static org.bailiwick.contract.problem.ProblemType.EVIDENCE_REJECTED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.Nodes;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Verifier outside, asked by the authority and asked by the applicant (R10). */
class AttestationIT extends EnrolmentTable {

  private OutsideVerifier verifier;

  @BeforeAll
  void start() throws IOException {
    verifier =
        OutsideVerifier.start(
            nodes, new Enrolment(nodes, wire).eat().claim("program_digest").toString());
  }

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(asked(), brought(), strange()).flatMap(rows -> rows);
  }

  private Stream<BadInput> asked() {
    return Stream.of(
        row(
            "8 Verifier contraindicates",
            e -> {
              verifier.appoint(verifier.url("sound"));
              e.eat().claim("program_digest", "sha-256:" + "00".repeat(32));
            },
            ATTESTATION_NOT_AFFIRMING,
            "ear-executables-contraindicated"),
        row(
            "8 Verifier that does not know the device",
            e -> {
              verifier.appoint(verifier.url("sound"));
              e.device(new Devices(nodes).another());
            },
            ATTESTATION_NOT_AFFIRMING,
            "ear-instance-identity-contraindicated"),
        row(
            "Verifier that hangs",
            e -> verifier.appoint(verifier.url("hung")),
            DEPENDENCY_UNAVAILABLE,
            "session-timeout"),
        row(
            "result by another key",
            e -> verifier.appoint(verifier.url("forged")),
            DEPENDENCY_UNAVAILABLE,
            "ear-signature"),
        row(
            "result for another nonce",
            e -> verifier.appoint(verifier.url("stale")),
            DEPENDENCY_UNAVAILABLE,
            "ear-nonce"),
        row(
            "Verifier that is down",
            e -> verifier.appoint("https://localhost:" + Nodes.freePort()),
            DEPENDENCY_UNAVAILABLE,
            "session-failed"));
  }

  private Stream<BadInput> brought() {
    return Stream.of(
        row(
            "8 brought result that contraindicates",
            e -> {
              e.eat().claim("dbgstat", "enabled");
              bring(e, "sound", e.key().getPublic());
            },
            ATTESTATION_NOT_AFFIRMING,
            "ear-configuration-contraindicated"),
        row(
            "4 brought result for another key",
            e -> bring(e, "sound", TestKeys.ec().getPublic()),
            EVIDENCE_REJECTED,
            "ear-key"),
        row(
            "4 brought result for no key",
            e -> {
              trustBrought();
              e.evidence("attestation-result", result(e, "sound")).withoutEat();
            },
            EVIDENCE_REJECTED,
            "ear-key-missing"));
  }

  private Stream<BadInput> strange() {
    return Stream.of(
        row(
            "7 brought result for another nonce",
            e -> bring(e, "stale", e.key().getPublic()),
            EVIDENCE_REJECTED,
            "ear-nonce"),
        row(
            "brought result by another key",
            e -> bring(e, "forged", e.key().getPublic()),
            EVIDENCE_REJECTED,
            "ear-signature"),
        row(
            "brought result of a Verifier that is only asked",
            e -> {
              bring(e, "sound", e.key().getPublic());
              verifier.appoint(verifier.url("sound"));
            },
            EVIDENCE_REJECTED,
            "ear-verifier-unknown"));
  }

  private void trustBrought() {
    verifier.trust("\"passport\": true");
  }

  /** The device asks the Verifier itself, for this key, and sends the result instead of its EAT. */
  private void bring(Enrolment enrolment, String behaviour, PublicKey key) {
    trustBrought();
    enrolment.eat().claim("cnf", Map.of("jwk", jwk(key)));
    enrolment.evidence("attestation-result", result(enrolment, behaviour)).withoutEat();
  }

  private String result(Enrolment enrolment, String behaviour) {
    String nonce = enrolment.nonce();
    enrolment.nonce(nonce);
    return verifier.appraised(behaviour, nonce, enrolment.eat().compact());
  }

  static Map<String, Object> jwk(PublicKey key) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(key).toParams(OutputControlLevel.PUBLIC_ONLY);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void issuesOnTheResultOfTheVerifierThatWasAsked() {
    verifier.appoint(verifier.url("sound"));
    requireAffirmed(enrolment());
  }

  @Test
  void issuesOnTheResultThatTheDeviceBrought() {
    Enrolment enrolment = enrolment();
    bring(enrolment, "sound", enrolment.key().getPublic());
    requireAffirmed(enrolment);
  }

  /** As CWT made in Python, appraised by the Verifier outside. */
  @Test
  void issuesOnAnEatAsCwtInACmwRecord() {
    verifier.appoint(verifier.url("sound"));
    Enrolment enrolment = enrolment();
    enrolment.eatText("[\"application/eat+cwt\",\"" + cwt(enrolment, "") + "\",4]");
    requireAffirmed(enrolment);
  }

  /** The CSR is written in Python too, with the attribute id-aa-attestation. */
  @Test
  void issuesOnAnEatAsCwtInTheCsr() throws IOException {
    verifier.appoint(verifier.url("sound"));
    Enrolment enrolment = enrolment();
    Path key = nodes.outside().resolve("verifier/agent.key");
    Files.writeString(key, Pem.of(enrolment.key().getPrivate()));
    String csr =
        OutsideVerifier.python(
            "print(cose.b64url(cose.attested_csr(sys.argv[2], cose.unb64url(sys.argv[3]))))",
            key.toString(),
            cwt(enrolment, key.toString()));
    enrolment.csr(Base64.getUrlDecoder().decode(csr)).withoutEat();
    requireAffirmed(enrolment);
  }

  /** By the device's key; it names this key if there is one. */
  private String cwt(Enrolment enrolment, String agentKey) {
    return OutsideVerifier.python(
        """
        import time
        key, nonce, digest, agent = sys.argv[2:6]
        claims = {265: cose.oid(sys.argv[6]), 10: cose.unb64url(nonce), 6: int(time.time()), 275: 4, 263: 1, 270: "acme-os",
                  271: ["4.2.0"], -66001: "rate-finder", -66002: digest}
        if agent:
            claims[8] = cose.cnf(agent)
        print(cose.b64url(cose.cose_sign1(key, claims, tags=(18, 61))))
        """,
        nodes.outside().resolve("device-rate-finder/idevid.key").toString(),
        enrolment.nonce(),
        enrolment.eat().claim("program_digest").toString(),
        agentKey,
        AgentInformationExtension.EAT_PROFILE);
  }

  private void requireAffirmed(Enrolment enrolment) {
    AttestationSummary attestation =
        AgentCredential.read(enrolment.granted().certificate()).information().attestation();
    assertThat(attestation.verifier()).isEqualTo("https://verifier.example/test_1");
    assertThat(attestation.status()).isEqualTo("affirming");
    assertThat(attestation.policy()).isEqualTo("https://verifier.example/policy/1");
  }

  @AfterAll
  void stop() {
    verifier.close();
  }
}
