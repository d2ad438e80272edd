package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.contract.problem.ProblemType.ATTESTATION_NOT_AFFIRMING;
import static org.bailiwick.contract.problem.ProblemType.EVIDENCE_REJECTED;
import static org.bailiwick.contract.problem.ProblemType.INVALID_CSR;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;
import static org.bailiwick.contract.problem.ProblemType.NONCE_INVALID;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.junit.jupiter.api.Test;

/** Nonce, device, statement and attestation (threats 2 to 8). */
class EvidenceIT extends EnrolmentTable {
  private static final long MINUTES_11 = 660;

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(
            nonces(),
            nonceMembers(),
            binding(),
            signatures(),
            forms(),
            manufacturers(),
            deviceCertificates(),
            freshness(),
            appraisal())
        .flatMap(rows -> rows);
  }

  private Stream<BadInput> nonces() {
    return Stream.of(
        row(
            "3 nonce of an enrolment that was granted",
            this::spendFirst,
            NONCE_INVALID,
            "nonce-spent"),
        BadInput.refused(
            "3 the same enrolment twice", this::grantedCall, NONCE_INVALID, "nonce-spent"),
        row(
            "3 nonce of another authority",
            e -> e.nonce(nonce(new byte[32], 60)),
            NONCE_INVALID,
            "nonce-foreign"),
        row(
            "3 nonce that has expired",
            e -> e.nonce(nonce(nonceKey(), -1)),
            NONCE_INVALID,
            "nonce-expired"),
        row(
            "3 nonce with another expiry",
            e -> e.nonce(prolonged()),
            NONCE_INVALID,
            "nonce-foreign"),
        row(
            "3 nonce in another spelling",
            e -> e.nonce(Enrolment.nonce(nodes, wire) + "="),
            NONCE_INVALID,
            "nonce-malformed"));
  }

  private Stream<BadInput> nonceMembers() {
    return Stream.of(
        row("3 nonce that is no nonce", e -> e.nonce("0"), NONCE_INVALID, "nonce-malformed"),
        row(
            "3 no nonce in the statement",
            e -> e.statement().without("nonce"),
            MALFORMED_REQUEST,
            "statement-claim"),
        row(
            "3 nonce that is a number",
            e -> e.statement().claim("nonce", 7),
            MALFORMED_REQUEST,
            "statement-claim"),
        row(
            "3 EAT for another nonce",
            e -> e.eat().claim("eat_nonce", Enrolment.nonce(nodes, wire)),
            EVIDENCE_REJECTED,
            "eat-nonce-mismatch"));
  }

  private Stream<BadInput> binding() {
    KeyPair other = TestKeys.ec();
    return Stream.of(
        row(
            "4 evidence for another request",
            e -> e.statement().claim("csr_sha256", Enrolment.sha256(Csr.of(other).der())),
            EVIDENCE_REJECTED,
            "statement-csr-mismatch"),
        row(
            "4 evidence for another EAT",
            e -> e.statement().claim("eat_sha256", Enrolment.sha256(new byte[0])),
            EVIDENCE_REJECTED,
            "statement-eat-mismatch"),
        row(
            "4 statement signed by another key",
            e -> e.statement().signedBy(other.getPrivate()),
            EVIDENCE_REJECTED,
            "statement-signature"),
        row(
            "4 EAT signed by another device",
            e -> e.eat().signedBy(other.getPrivate()),
            EVIDENCE_REJECTED,
            "eat-signature"),
        row(
            "4 agent's key is the device's",
            this::deviceKeyAsAgentKey,
            INVALID_CSR,
            "csr-key-is-device-key"));
  }

  private Stream<BadInput> signatures() {
    return Stream.of(
        row(
            "37 EAT as statement",
            e -> e.statement().header("typ", "eat+jwt"),
            EVIDENCE_REJECTED,
            "statement-typ"),
        row(
            "37 statement as EAT",
            e -> e.eat().header("typ", "enrolment-statement+jwt"),
            EVIDENCE_REJECTED,
            "eat-typ"),
        row(
            "34 statement without signature",
            e -> e.statement().header("alg", "none"),
            MALFORMED_REQUEST,
            "statement-malformed"),
        row(
            "34 statement with a MAC",
            e ->
                e.statement()
                    .header("alg", "HS256")
                    .signedBy(
                        new SecretKeySpec(
                            e.device().certificate().getPublicKey().getEncoded(), "HmacSHA256")),
            EVIDENCE_REJECTED,
            "statement-algorithm"),
        row(
            "52 statement that brings its key",
            e -> e.statement().header("jku", "https://attacker.example/jwks"),
            EVIDENCE_REJECTED,
            "statement-header"));
  }

  private Stream<BadInput> forms() {
    return Stream.of(
        row(
            "statement without chain",
            e -> e.device(new TestLeaf(e.device().key(), List.of())),
            EVIDENCE_REJECTED,
            "device-chain-length"),
        row(
            "statement that is not JSON",
            e -> e.statement().payload("nonce=1"),
            MALFORMED_REQUEST,
            "statement-json"),
        row(
            "statement with a member twice",
            e -> e.statement().payload("{\"nonce\":\"a\",\"nonce\":\"b\"}"),
            MALFORMED_REQUEST,
            "statement-json"),
        row("EAT that is no JWT", e -> e.eatText("not.a.jwt"), MALFORMED_REQUEST, "eat-malformed"),
        row(
            "EAT whose header is not JSON",
            e -> e.eatText("bm90.YQ.and0"),
            MALFORMED_REQUEST,
            "eat-header-json"));
  }

  private Stream<BadInput> manufacturers() {
    Devices devices = new Devices(nodes);
    return Stream.of(
        row(
            "5 device of another manufacturer",
            e -> e.device(devices.foreign()),
            EVIDENCE_REJECTED,
            "device-issuer-untrusted"),
        row(
            "5 manufacturer of the same name",
            e -> e.device(devices.namesake()),
            EVIDENCE_REJECTED,
            "device-issuer-untrusted"),
        row(
            "5 device certificate expired",
            e -> e.device(devices.expired()),
            EVIDENCE_REJECTED,
            "device-certificate-expired"),
        row(
            "5 device certificate not yet valid",
            e -> e.device(devices.early()),
            EVIDENCE_REJECTED,
            "device-certificate-not-yet-valid"),
        row(
            "5 CA as device",
            e -> e.device(devices.authority()),
            EVIDENCE_REJECTED,
            "device-certificate-is-ca"),
        row(
            "5 manufacturer's own certificate",
            e -> e.device(devices.maker()),
            EVIDENCE_REJECTED,
            "device-is-anchor"),
        row(
            "5 device certified by a device",
            e -> e.device(devices.certifiedByDevice()),
            EVIDENCE_REJECTED,
            "device-issuer-untrusted"));
  }

  private Stream<BadInput> deviceCertificates() {
    Devices devices = new Devices(nodes);
    return Stream.of(
        row(
            "5 device without key usage",
            e -> e.device(devices.withoutKeyUsage()),
            EVIDENCE_REJECTED,
            "device-key-usage"),
        row(
            "5 device without serial number",
            e -> e.device(devices.withoutSerialNumber()),
            EVIDENCE_REJECTED,
            "device-serial-number"),
        row(
            "5 device with a weak key",
            e -> e.device(devices.weak()),
            EVIDENCE_REJECTED,
            "device-key"),
        row(
            "5 agent as device",
            e -> e.device(enrolment().granted()),
            EVIDENCE_REJECTED,
            "device-issuer-untrusted"));
  }

  private Stream<BadInput> freshness() {
    long now = Instant.now().getEpochSecond();
    return Stream.of(
        row(
            "7 EAT too old",
            e -> e.eat().claim("iat", now - MINUTES_11),
            EVIDENCE_REJECTED,
            "eat-age"),
        row(
            "7 EAT from the future",
            e -> e.eat().claim("iat", now + MINUTES_11),
            EVIDENCE_REJECTED,
            "eat-age"),
        row("7 EAT without time", e -> e.eat().without("iat"), MALFORMED_REQUEST, "eat-claim"),
        row(
            "7 EAT of another profile",
            e -> e.eat().claim("eat_profile", "1.2.3"),
            EVIDENCE_REJECTED,
            "eat-profile"),
        row(
            "7 EAT for another use",
            e -> e.eat().claim("intuse", "registration"),
            EVIDENCE_REJECTED,
            "eat-intended-use"));
  }

  private Stream<BadInput> appraisal() {
    return Stream.of(
        row(
            "8 firmware unknown",
            e -> e.eat().claim("swname", "other-os"),
            ATTESTATION_NOT_AFFIRMING,
            "attestation-firmware-unknown"),
        row(
            "8 firmware version unknown",
            e -> e.eat().claim("swversion", List.of("4.1.9")),
            ATTESTATION_NOT_AFFIRMING,
            "attestation-firmware-changed"),
        row(
            "8 program unknown",
            e -> e.eat().claim("program_name", "miner"),
            ATTESTATION_NOT_AFFIRMING,
            "attestation-program-unknown"),
        row(
            "8 program digest unknown",
            e -> e.eat().claim("program_digest", "sha-256:" + "00".repeat(32)),
            ATTESTATION_NOT_AFFIRMING,
            "attestation-program-changed"),
        row(
            "8 debugging enabled",
            e -> e.eat().claim("dbgstat", "enabled"),
            ATTESTATION_NOT_AFFIRMING,
            "attestation-debug-enabled"),
        row(
            "8 no program digest",
            e -> e.eat().without("program_digest"),
            MALFORMED_REQUEST,
            "eat-claim"));
  }

  @Test
  void spendsANonceOnceThoughManyCome() throws InterruptedException {
    String nonce = Enrolment.nonce(nodes, wire);
    List<Callable<Integer>> attempts =
        Stream.generate(() -> enrolment().nonce(nonce).call())
            .limit(20)
            .<Callable<Integer>>map(call -> () -> wire.send(call).status())
            .toList();
    int before = Component.ACA.rows().get("issuance").size();
    try (ExecutorService threads = Executors.newFixedThreadPool(attempts.size())) {
      List<Integer> statuses = threads.invokeAll(attempts).stream().map(Future::resultNow).toList();
      // The others are told so, or to come again when too many wait at once.
      assertThat(statuses)
          .isSubsetOf(201, 400, 503)
          .filteredOn(status -> status == 201)
          .hasSizeLessThan(2);
    }
    assertThat(Component.ACA.rows().get("issuance")).hasSize(before + 1);
  }

  private void spendFirst(Enrolment enrolment) {
    String nonce = Enrolment.nonce(nodes, wire);
    enrolment().nonce(nonce).granted();
    enrolment.nonce(nonce);
  }

  private Call grantedCall() {
    Call call = enrolment().call();
    Answer first = wire.send(call);
    first.expecting(201);
    return call;
  }

  private void deviceKeyAsAgentKey(Enrolment enrolment) {
    TestLeaf device = enrolment.device();
    KeyPair key = new KeyPair(device.certificate().getPublicKey(), device.key());
    enrolment.csr(Csr.of(key).der());
  }

  /** A nonce of ours whose time was changed. */
  private String prolonged() {
    byte[] whole = Base64.getUrlDecoder().decode(Enrolment.nonce(nodes, wire));
    ByteBuffer.wrap(whole).putLong(0, Instant.now().getEpochSecond() + 3600);
    return encode(whole);
  }

  private byte[] nonceKey() {
    try {
      return Files.readAllBytes(nodes.home().resolve("authority/nonce.key"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A nonce that the authority would make with this key, to expire in so many seconds. */
  private static String nonce(byte[] key, long seconds) {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    byte[] body =
        ByteBuffer.allocate(24).putLong(Instant.now().getEpochSecond() + seconds).put(salt).array();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return encode(ByteBuffer.allocate(56).put(body).put(mac.doFinal(body)).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
