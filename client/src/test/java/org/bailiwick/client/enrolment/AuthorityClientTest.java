package org.bailiwick.client.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.client.attestor.EnrolmentEvidence;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthorityClientTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final TestLeaf DEVICE =
      TestCa.create("maker.example").leafWithUri("spiffe://maker.example/device/1");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final EnrolmentOrder ORDER =
      new EnrolmentOrder(
          ScriptedAuthority.credential(),
          Optional.of(new EnrolmentOrder.Program("invoice-reader", "00ff")),
          Optional.of("user.token.text"));

  private ScriptedNode authority;
  private AuthorityClient client;

  @BeforeEach
  void start() throws Exception {
    authority = ScriptedNode.overTls(CA.nodeServer("authority").tls(CA.trust()));
    authority.on("/v1/nonces", call -> Reply.json(201, "{\"nonce\":\"n-1\",\"expires_at\":\"x\"}"));
    client = new AuthorityClient(authority.uri(), TRUSTED);
  }

  @AfterEach
  void stop() {
    client.close();
    authority.close();
  }

  private static DeviceIdentity device() {
    return new DeviceIdentity(DEVICE.key(), DEVICE.chain(), "acme-os", "4.2.0");
  }

  private static JsonObject payload(String compact, String type) throws Exception {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setCompactSerialization(compact);
    assertThat(jws.getHeader("typ")).isEqualTo(type);
    assertThat(jws.getCertificateChainHeaderValue()).isEqualTo(DEVICE.chain());
    jws.setKey(DEVICE.certificate().getPublicKey());
    assertThat(jws.verifySignature()).isTrue();
    return Json.createReader(new StringReader(jws.getPayload())).readObject();
  }

  private static String digest(byte[] bytes) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }

  @Test
  void sendsEvidenceThatTheDeviceSignedOverTheRequest() throws Exception {
    TestLeaf issued = CA.agent("reader", "invoice.parse@1");
    String answer =
        Json.createObjectBuilder()
            .add("serial", "0abc")
            .add("agent", "spiffe://bailiwick.example/agent/reader")
            .add("not_after", "2026-11-26T00:00:00Z")
            .add("certificate", Pem.of(issued.certificate()))
            .add("chain", Pem.of(issued.chain()))
            .build()
            .toString();
    authority.on("/v1/enrolments", call -> Reply.json(201, answer));
    KeyPair key = TestKeys.ec();
    assertThat(client.enrol(device(), ORDER, key).issued().chain()).isEqualTo(issued.chain());

    ScriptedNode.Call call = authority.calls().getLast();
    assertThat(call.headers()).containsKey("Idempotency-key");
    JsonObject sent = call.json();
    byte[] csr = Base64.getDecoder().decode(sent.getString("csr"));
    JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(csr);
    assertThat(request.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(
            request.isSignatureValid(
                new JcaContentVerifierProviderBuilder().build(key.getPublic())))
        .isTrue();
    String eat = sent.getString("eat");
    JsonObject statement = payload(sent.getString("statement"), "enrolment-statement+jwt");
    assertThat(statement.getString("nonce")).isEqualTo("n-1");
    assertThat(statement.getString("csr_sha256")).isEqualTo(digest(csr));
    assertThat(statement.getString("eat_sha256"))
        .isEqualTo(digest(eat.getBytes(StandardCharsets.US_ASCII)));
    assertThat(statement.getJsonArray("capabilities").getString(0)).isEqualTo("invoice.parse@1");
    JsonObject claims = payload(eat, "eat+jwt");
    assertThat(claims.getString("eat_nonce")).isEqualTo("n-1");
    assertThat(claims.getString("program_digest")).isEqualTo("sha-256:00ff");
    assertThat(ORDER.toString()).doesNotContain("user.token.text");
  }

  @Test
  void asksForAServiceAndReadsItsName() throws Exception {
    TestLeaf broker = CA.leafWithUri("spiffe://bailiwick.example/service/broker");
    authority.on(
        "/v1/enrolments",
        call ->
            Reply.json(
                201,
                Json.createObjectBuilder()
                    .add("serial", "0abc")
                    .add("agent", broker.id().toString())
                    .add("not_after", "2026-11-26T00:00:00Z")
                    .add("chain", Pem.of(broker.chain()))
                    .build()
                    .toString()));
    RequestedCredential agent = ORDER.credential();
    RequestedCredential service =
        new RequestedCredential(
            "service",
            WorkloadKind.SERVICE,
            "broker",
            agent.owner(),
            CapabilitySet.of(),
            agent.locator(),
            agent.validationMethods());
    EnrolmentOrder order = new EnrolmentOrder(service, ORDER.program(), ORDER.userToken());
    assertThat(client.enrol(device(), order, TestKeys.ec()).issued().workload())
        .hasToString("spiffe://bailiwick.example/service/broker");
    JsonObject statement =
        payload(
            authority.calls().getLast().json().getString("statement"), "enrolment-statement+jwt");
    assertThat(statement.getString("kind")).isEqualTo("service");
    assertThat(statement.getJsonArray("capabilities")).isEmpty();
  }

  /** A device speaks of the key, so that the agent's signature is one more; else it is the same. */
  @Test
  void showsABareKeyAndSignsForIt() throws Exception {
    authority.on("/v1/enrolments", call -> Reply.problem(403, "evidence-rejected", "No."));
    for (KeyPair key : List.of(TestKeys.ec(), TestKeys.ed25519(), TestKeys.rsa3072())) {
      Applicant device = Applicant.of(device()).showing(KeyForm.BARE);
      assertThatThrownBy(() -> client.enrol(device, ORDER, key)).hasMessage("No.");
      JsonObject sent = authority.calls().getLast().json();
      assertThat(sent).doesNotContainKey("csr");
      byte[] der = Base64.getDecoder().decode(sent.getString("key"));
      assertThat(der).isEqualTo(key.getPublic().getEncoded());
      assertThat(KeyForm.BARE.key(sent.getString("key"))).isEqualTo(key.getPublic());
      String text = sent.getString("statement");
      JsonObject statement = payload(text, "enrolment-statement+jwt");
      assertThat(statement.getString("key_sha256")).isEqualTo(digest(der));
      assertThat(statement).doesNotContainKey("csr_sha256");
      JsonWebSignature proof = new JsonWebSignature();
      proof.setCompactSerialization(sent.getString("key_proof"));
      proof.setKey(key.getPublic());
      assertThat(proof.verifySignature()).isTrue();
      assertThat(proof.getHeader("typ")).isEqualTo("enrolment-key-proof+jwt");
      assertThat(proof.getPayload())
          .contains("n-1", digest(text.getBytes(StandardCharsets.US_ASCII)));
    }
    Applicant alone = Applicant.of(request -> new EnrolmentEvidence("oidc-token", "token-1"));
    assertThatThrownBy(() -> client.enrol(alone.showing(KeyForm.BARE), ORDER, TestKeys.ec()))
        .hasMessage("No.");
    assertThat(authority.calls().getLast().json()).doesNotContainKeys("csr", "key_proof");
  }

  @Test
  void aRenewalNamesWhatItReplacesAndIsToldWhenToComeAgain() throws Exception {
    TestLeaf issued = CA.agent("reader", "invoice.parse@1");
    String answer =
        Json.createObjectBuilder()
            .add("serial", "0abd")
            .add("agent", "spiffe://bailiwick.example/agent/reader")
            .add("not_after", "2026-11-26T00:00:00Z")
            .add("renew_at", "2026-11-25T15:00:00Z")
            .add("chain", Pem.of(issued.chain()))
            .build()
            .toString();
    authority.on("/v1/enrolments", call -> Reply.json(201, answer));
    EnrolmentOrder renewal = ORDER.replacing(SerialNumber.parse("0abc"));
    assertThat(client.enrol(device(), renewal, TestKeys.ec()).issued().renewAt())
        .contains(Instant.parse("2026-11-25T15:00:00Z"));
    assertThat(lastStatement().getString("replaces")).isEqualTo("0abc");
    client.enrol(device(), ORDER, TestKeys.ec());
    assertThat(lastStatement()).doesNotContainKey("replaces");
  }

  private JsonObject lastStatement() throws Exception {
    String statement = authority.calls().getLast().json().getString("statement");
    return payload(statement, "enrolment-statement+jwt");
  }

  @Test
  void enrolsEveryKindOfKey() {
    authority.on("/v1/enrolments", call -> Reply.problem(403, "evidence-rejected", "No."));
    for (KeyPair key : List.of(TestKeys.ec("secp384r1"), TestKeys.ed25519(), TestKeys.rsa3072())) {
      assertThatThrownBy(() -> client.enrol(device(), ORDER, key)).hasMessage("No.");
    }
  }

  @Test
  void signsWithEveryKindOfDeviceKey() throws Exception {
    authority.on("/v1/enrolments", call -> Reply.problem(403, "evidence-rejected", "No."));
    for (KeyPair pair : List.of(TestKeys.ec("secp384r1"), TestKeys.rsa2048(), TestKeys.ed25519())) {
      X509Certificate certificate = CA.certificateFor("spiffe://bailiwick.example/device/1", pair);
      DeviceIdentity device =
          new DeviceIdentity(pair.getPrivate(), List.of(certificate), "acme-os", "4.2.0");
      assertThatThrownBy(() -> client.enrol(device, ORDER, TestKeys.ec())).hasMessage("No.");
      JsonWebSignature jws = new JsonWebSignature();
      jws.setCompactSerialization(authority.calls().getLast().json().getString("statement"));
      jws.setKey(pair.getPublic());
      assertThat(jws.verifySignature()).isTrue();
    }
  }

  @Test
  void tellsTheAuthoritysProblemAsItIs() {
    authority.on("/v1/enrolments", call -> Reply.problem(409, "name-owned-by-another", "Taken."));
    KeyPair key = TestKeys.ec();
    assertThatThrownBy(() -> client.enrol(device(), ORDER, key))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.NAME_OWNED_BY_ANOTHER);
              assertThat(e.detail()).isEqualTo("Taken.");
            });
  }

  @Test
  void tellsWhatIsNoAnswerAsUnavailable() {
    KeyPair key = TestKeys.ec();
    authority.on("/v1/enrolments", call -> new Reply(502, "text/html", "<h1>proxy</h1>", Map.of()));
    assertThatThrownBy(() -> client.enrol(device(), ORDER, key))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE));
    authority.close();
    assertThatThrownBy(() -> client.nonce())
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE));
  }

  @Test
  void asksForAJoinTokenAsTheUser() {
    authority.on(
        "/v1/join-tokens",
        call ->
            Reply.json(201, "{\"token\":\"bwjoin_x\",\"expires_at\":\"2026-11-26T00:00:00Z\"}"));
    GrantedJoinToken token =
        client.joinToken("user.token.text", ORDER, Optional.of(Duration.ofMinutes(5)));
    assertThat(token.text()).isEqualTo("bwjoin_x");
    assertThat(token.toString()).doesNotContain("bwjoin_x");
    ScriptedNode.Call call = authority.calls().getLast();
    assertThat(call.headers()).containsEntry("Authorization", List.of("Bearer user.token.text"));
    assertThat(call.json().getString("name")).isEqualTo("reader");
    assertThat(call.json().getString("lifetime")).isEqualTo("PT5M");
    assertThat(call.json()).doesNotContainKeys("user_token", "replaces");
  }
}
