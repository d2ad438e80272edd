package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.contract.problem.ProblemType.ATTESTATION_NOT_AFFIRMING;
import static org.bailiwick.contract.problem.ProblemType.EVIDENCE_REJECTED;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;
import static org.bailiwick.contract.problem.ProblemType.NONCE_INVALID;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.system.Answer;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.BadInputTable;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Jws;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Users;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents on TPMs enrol at a running authority, by tpm2-tools and openssl (R6, R9, R10). */
class TpmIT extends BadInputTable {

  private static final long CONFIGURATION_MILLIS = 2_000;
  private static final String NOTHING = "0".repeat(64);

  private final Path home = nodes.outside().resolve("tpm");
  private Tpm rsa;
  private Tpm ecc;
  private Tpm changed;
  private Tpm foreign;

  TpmIT() {
    super(Component.ACA);
  }

  @BeforeAll
  void configure() throws IOException, InterruptedException {
    Files.createDirectories(home);
    rsa = new Tpm(nodes, wire, home.resolve("vendor"), "rsa");
    ecc = new Tpm(nodes, wire, home.resolve("vendor"), "ecc");
    changed = new Tpm(nodes, wire, home.resolve("vendor"), "rsa");
    changed.shell("tpm \"$F\" tpm2_pcrextend 7:sha256=" + "ab".repeat(32));
    foreign = new Tpm(nodes, wire, home.resolve("other"), "rsa");
    Path authority = nodes.home().resolve("authority");
    Files.createDirectories(authority.resolve("tpm-vendors"));
    Files.copy(
        home.resolve("vendor/swtpm-localca-rootca-cert.pem"),
        authority.resolve("tpm-vendors/vendor.pem"));
    Files.writeString(
        authority.resolve("reference-values/machines.json"),
        """
        {"pcrs": [{"name": "new machine", "bank": "sha256", "values": {"0": ["%1$s"], "7": ["%1$s"]}}]}
        """
            .formatted(NOTHING));
    Files.writeString(
        authority.resolve("profiles/agent-tpm.json"),
        Nodes.read(authority.resolve("profiles/agent-default.json"))
            .replace("\"agent-default\"", "\"agent-tpm\", \"attestors\": [[\"tpm\"]]"));
    Thread.sleep(CONFIGURATION_MILLIS); // a file counts a second later
  }

  @Override
  protected Stream<BadInput> table() {
    return Stream.concat(keys(), machines());
  }

  private Stream<BadInput> keys() {
    return Stream.of(
        row("3 the same enrolment twice", this::twice, NONCE_INVALID, "nonce-spent"),
        row("3 evidence for another nonce", this::stale, EVIDENCE_REJECTED, "ak-activation"),
        row("4 certification of another key", this::other, EVIDENCE_REJECTED, "certify-name"),
        row("4 key that may leave the TPM", this::loose, EVIDENCE_REJECTED, "key-attributes"),
        row(
            "4 key outside of the TPM with borrowed evidence",
            this::borrowed,
            EVIDENCE_REJECTED,
            "key-not-agents"),
        row(
            "5 profile that asks for a device certificate",
            () -> {
              String nonce = nonce();
              return ecc.enrolment("agent", nonce, ecc.evidence("agent", nonce), "agent-default");
            },
            EVIDENCE_REJECTED,
            "profile-attestors"));
  }

  private Stream<BadInput> machines() {
    return Stream.of(
        row(
            "8 register changed since the reference value",
            changed::enrolment,
            ATTESTATION_NOT_AFFIRMING,
            "attestation-pcr-changed"),
        row(
            "5 attestation key of another TPM",
            this::foreignAk,
            EVIDENCE_REJECTED,
            "ak-activation"),
        row(
            "5 TPM of another vendor of the same name",
            () -> foreign.challenge(nonce()),
            EVIDENCE_REJECTED,
            "ek-issuer-untrusted"),
        row(
            "3 challenge for a nonce that is none",
            () -> ecc.challenge("0"),
            NONCE_INVALID,
            "nonce-malformed"),
        row(
            "6 challenge for nothing",
            () -> Call.post(nodes.authority("/v1/tpm-challenges"), "{}"),
            MALFORMED_REQUEST,
            "member-missing"));
  }

  private static BadInput row(String name, Supplier<Call> call, ProblemType type, String check) {
    return BadInput.refused(name, call, type, check);
  }

  private String nonce() {
    return Enrolment.nonce(nodes, wire);
  }

  private Call twice() {
    Call call = rsa.enrolment();
    wire.send(call).expecting(201);
    return call;
  }

  private Call stale() {
    return ecc.enrolment("agent", nonce(), ecc.evidence("agent", nonce()), "agent-tpm");
  }

  private Call other() {
    ecc.shell("tpm_agent_key_make \"$F\" second");
    String nonce = nonce();
    JsonObject evidence =
        Json.createObjectBuilder(ecc.evidence("agent", nonce))
            .add("key_public", ecc.shell("b64url <\"$F/second.pub\""))
            .build();
    return ecc.enrolment("second", nonce, evidence, "agent-tpm");
  }

  private Call loose() {
    ecc.shell("tpm_agent_key_make \"$F\" loose 'sensitivedataorigin|userwithauth|sign'");
    String nonce = nonce();
    return ecc.enrolment("loose", nonce, ecc.evidence("loose", nonce), "agent-tpm");
  }

  private Call foreignAk() {
    String nonce = nonce();
    JsonObject evidence =
        Json.createObjectBuilder(rsa.evidence("agent", nonce))
            .add("ek_certificate", ecc.evidence("agent", nonce).get("ek_certificate"))
            .build();
    return rsa.enrolment("agent", nonce, evidence, "agent-tpm");
  }

  /** Somebody overheard good evidence, and has a key of his own. */
  private Call borrowed() {
    String nonce = nonce();
    String evidence = Tpm.value(ecc.evidence("agent", nonce));
    KeyPair key = TestKeys.ec();
    byte[] csr = Csr.of(key).der();
    String statement =
        new Jws("ES256", "enrolment-statement+jwt", key.getPrivate())
            .header("jwk", jwk((ECPublicKey) key.getPublic()))
            .claim("nonce", nonce)
            .claim("csr_sha256", Enrolment.sha256(csr))
            .claim(
                "evidence_sha256",
                List.of(Enrolment.sha256(evidence.getBytes(StandardCharsets.US_ASCII))))
            .claim("iat", Instant.now().getEpochSecond())
            .claim("profile", "agent-tpm")
            .claim("name", "tpm-borrower")
            .claim("owner", "Treasury")
            .claim("capabilities", List.of("fx.rates@1"))
            .claim("locator", "https://127.0.0.1:7001/work")
            .claim("validation_methods", List.of("mtls"))
            .compact();
    return Call.post(
        nodes.authority("/v1/enrolments"),
        Json.createObjectBuilder()
            .add("statement", statement)
            .add("csr", Base64.getEncoder().encodeToString(csr))
            .add("user_token", new Users(nodes).token().compact())
            .add(
                "evidence",
                Json.createArrayBuilder()
                    .add(Json.createObjectBuilder().add("type", "tpm").add("value", evidence)))
            .build()
            .toString());
  }

  private static Map<String, String> jwk(ECPublicKey key) {
    return Map.of(
        "kty",
        "EC",
        "crv",
        "P-256",
        "x",
        coordinate(key.getW().getAffineX()),
        "y",
        coordinate(key.getW().getAffineY()));
  }

  private static String coordinate(BigInteger value) {
    byte[] octets = new byte[32];
    for (int at = octets.length - 1; at >= 0; at--) {
      octets[at] = value.shiftRight(8 * (octets.length - 1 - at)).byteValue();
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  @Test
  void certifiesKeyOfTpmWithRsaEndorsementKey() throws IOException {
    requireCertified(rsa);
  }

  @Test
  void certifiesKeyOfTpmWithEccEndorsementKey() throws IOException {
    requireCertified(ecc);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa3072", "ecc256"})
  void certifiesKeyOfTpmWithEndorsementKeyOf(String kind) throws IOException {
    try (Tpm tpm = new Tpm(nodes, wire, home.resolve("vendor"), kind)) {
      requireCertified(tpm);
    }
  }

  /**
   * By openssl: the chain leads to the root, the key is the TPM's, and the certificate names the
   * TPM's vendor.
   */
  private void requireCertified(Tpm tpm) throws IOException {
    Answer answer = wire.send(tpm.enrolment()).expecting(201);
    Path chain = tpm.file("chain.pem");
    Files.writeString(chain, answer.text("chain"));
    Tool verified =
        Tool.run(
            "openssl",
            "verify",
            "-CAfile",
            nodes.home().resolve("root.pem").toString(),
            "-untrusted",
            chain.toString(),
            chain.toString());
    assertThat(verified.output()).endsWith(": OK\n");
    Tool key = Tool.run("openssl", "x509", "-in", chain.toString(), "-noout", "-pubkey");
    assertThat(key.output()).isEqualTo(Files.readString(tpm.file("agent.pem")));
    Path vendor = home.resolve("vendor/swtpm-localca-rootca-cert.pem");
    assertThat(OpensslExtension.values(chain, AttesterTrustworthinessExtension.OID))
        .as("version, kind, the vendor's certificate, and the Verifier's claims by their numbers")
        .containsExactly(
            "01", "tpm", OpensslExtension.anchor(vendor), "[HEX DUMP]:0200020002000000");
  }

  @Override
  protected void requireService() {
    try {
      wire.send(ecc.enrolment()).expecting(201);
    } finally {
      Stream.of(rsa, ecc, changed, foreign).forEach(Tpm::close);
    }
  }
}
