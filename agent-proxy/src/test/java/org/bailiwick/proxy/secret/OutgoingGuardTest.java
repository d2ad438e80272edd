package org.bailiwick.proxy.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.client.testing.TestTokens;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.proxy.rules.ProxyAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent that was talked into giving secrets away may not send (R59, threat 60). */
class OutgoingGuardTest {
  private static final String CRM = "s3cr3t-of-the/crm+2026";
  private static final TestLeaf AGENT =
      TestCa.withoutRevocation("bailiwick.example").agent("reader", "read@1");
  private static final TestTokens TOKENS = new TestTokens("key-1", "bailiwick.example");
  private static final String TOKEN =
      TOKENS.sign(TOKENS.claims("read@1", "spiffe://bailiwick.example/node/domain"));

  private final OutgoingGuard guard =
      new OutgoingGuard(
          new OutgoingGuard.Kept(
              () -> Map.of("crm", CRM), () -> Set.of("opaque-token-0123456789"), AGENT::key));

  private void refused(String check, String text) {
    assertThatThrownBy(() -> guard.require(text))
        .hasMessageNotContaining(CRM)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo(check));
  }

  /** The forms in which a program that hides a secret would write it first. */
  static Stream<String> forms() {
    byte[] octets = CRM.getBytes(StandardCharsets.UTF_8);
    String base64 = Base64.getEncoder().encodeToString(octets);
    String json = Json.createValue("the key: " + CRM).toString();
    return Stream.of(
        CRM,
        "{\"output\":\"x " + CRM + " y\"}",
        json.replace("/", "\\/"),
        CRM.replace("3", "\\u0033"),
        CRM.replace("/", "%2F").replace("+", "%2b"),
        base64,
        "{\"a\":\"" + base64 + "\"}",
        "prefixed" + base64,
        "x" + Base64.getUrlEncoder().withoutPadding().encodeToString(octets),
        Base64.getMimeEncoder(16, new byte[] {'\n'}).encodeToString(octets),
        HexFormat.of().formatHex(octets),
        HexFormat.of().withUpperCase().formatHex(octets),
        Base64.getEncoder().encodeToString(("it is " + base64).getBytes(StandardCharsets.UTF_8)),
        Base64.getEncoder()
            .encodeToString(HexFormat.of().formatHex(octets).getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aSecretIsFoundInEachForm(String text) {
    refused("outgoing-secret", text);
  }

  static Stream<String> keys() {
    byte[] pkcs8 = AGENT.key().getEncoded();
    byte[] number = ((ECPrivateKey) AGENT.key()).getS().toByteArray();
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8);
    return Stream.of(
        "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----",
        body,
        Json.createValue(body).toString(),
        "abc" + Base64.getEncoder().encodeToString(pkcs8),
        HexFormat.of().formatHex(number));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void theAgentsKeyIsFound(String text) {
    refused("outgoing-private-key", text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_0123456789012345678901234567890123456789",
        "{\"k\":\"xoxb-1234567890-abc\"}",
        "AIzaSyA0123456789012345678901234567890123"
      })
  void keysOfWellKnownServicesAreFound(String text) {
    refused("outgoing-access-key", text);
  }

  @Test
  void passwordsInUrlsAreFound() {
    refused("outgoing-password", "jdbc: postgres://app:hunter2@db.example/orders");
    assertThatCode(() -> guard.require("see https://example.com:8443/a@b"))
        .doesNotThrowAnyException();
  }

  @Test
  void tokensGoOnlyWhereTheyBelong() {
    refused("outgoing-token", "subject_token=" + TOKEN);
    refused("outgoing-token", "opaque-token-0123456789");
    assertThatCode(() -> guard.requireExceptTokens("subject_token=" + TOKEN))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> guard.requireExceptTokens(TOKEN + CRM))
        .hasMessageContaining("the secret crm");
  }

  @Test
  void aTokenThatTheProxyMadeForTheAgentMayLeave() {
    guard.made(new ProxyAnswer(Json.createObjectBuilder().add("assertion", TOKEN).build(), "line"));
    assertThatCode(() -> guard.require("{\"assertion\":\"" + TOKEN + "\"}"))
        .doesNotThrowAnyException();
    String other = TOKENS.sign(TOKENS.claims("other@1", "spiffe://bailiwick.example/node/domain"));
    refused("outgoing-token", other);
  }

  @Test
  void ordinaryTextsAndSignedDocumentsMayLeave() {
    String receipt =
        "eyJhbGciOiJFUzI1NiJ9."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"total\":\"12.00\"}".getBytes(StandardCharsets.UTF_8))
            + ".MEUCIQDx0000000000000000000000000000000000";
    for (String text :
        List.of(
            "",
            "{\"output\":{\"rows\":[[\"INV-1\",\"2026-11-30\",100.25]]}}",
            "a".repeat(10_000),
            "0123456789abcdef".repeat(1_000),
            receipt)) {
      assertThatCode(() -> guard.require(text)).doesNotThrowAnyException();
    }
  }
}
