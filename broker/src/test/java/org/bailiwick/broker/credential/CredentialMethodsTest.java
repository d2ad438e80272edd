package org.bailiwick.broker.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.testing.TestBroker;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialMethodsTest {
  private static final BackEndRequest REQUEST =
      BackEndRequest.of("GET", URI.create("https://orders.example/orders?a=1"));

  @TempDir Path folder;
  private TestBroker broker;

  @BeforeEach
  void begin() {
    broker = new TestBroker(folder);
  }

  private Asset asset(String credential) {
    return broker.asset(
        """
        {"asset": "orders", "kind": "api", "owner": "Sales", "risk": "low",
         "url": "https://orders.example", "credential": %s,
         "operations": [{"capability": "orders.read@1", "method": "GET", "path": "/orders"}]}
        """
            .formatted(credential));
  }

  private CallCredential credential(String json) {
    Asset asset = asset(json);
    return CredentialMethods.of(asset).open(broker.tools()).forCall(broker.call(asset, "{}"));
  }

  private BackEndRequest authenticated(String json) {
    return credential(json).authenticate(REQUEST, new SentSecrets());
  }

  @Test
  void anApiKeyIsAFieldOfTheRequest() {
    broker.secret("key", "k-1234567890");

    BackEndRequest request =
        authenticated("{\"method\": \"api-key\", \"secret\": \"key\", \"header\": \"X-Api-Key\"}");

    assertThat(request.headers()).containsEntry("X-Api-Key", "k-1234567890");
    assertThat(broker.hasOverwrittenSecrets()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"k-12345\r\nX-Admin: yes", "k-12345\nx", "k 1234567 ", "k-\u00e9-12345678"})
  void threat59AnApiKeyWithALineBreakIsNotSent(String secret) {
    broker.secret("key", secret);

    assertThatThrownBy(
            () ->
                authenticated(
                    "{\"method\": \"api-key\", \"secret\": \"key\", \"header\": \"X-Api-Key\"}"))
        .isInstanceOf(BackEndFault.class)
        .hasMessage("secret-not-a-field")
        .message()
        .doesNotContain("12345");
    assertThat(broker.hasOverwrittenSecrets()).isTrue();
  }

  @Test
  void aPasswordIsSentAsBasicCredentials() {
    broker.secret("password", "gr\u00fcn-1234567");

    BackEndRequest request =
        authenticated("{\"method\": \"password\", \"secret\": \"password\", \"user\": \"broker\"}");

    String sent = request.headers().get("Authorization");
    assertThat(sent).startsWith("Basic ");
    assertThat(new String(Base64.getDecoder().decode(sent.substring(6)), StandardCharsets.UTF_8))
        .isEqualTo("broker:gr\u00fcn-1234567");
  }

  @Test
  void aSharedSecretSignsAndIsNotSent() {
    broker.secret("shared", "0123456789abcdef0123456789abcdef");

    BackEndRequest request =
        authenticated("{\"method\": \"hmac\", \"secret\": \"shared\", \"key_id\": \"broker-1\"}");

    assertThat(request.headers().get("Signature-Input"))
        .startsWith("sig1=(\"@method\" \"@target-uri\");created=")
        .contains(";nonce=\"", ";keyid=\"broker-1\"", ";alg=\"hmac-sha256\"");
    assertThat(request.headers().get("Signature")).matches("sig1=:[A-Za-z0-9+/]{43}=:");
    assertThat(request.headers().toString()).doesNotContain("0123456789abcdef");
    assertThat(broker.hasOverwrittenSecrets()).isTrue();
  }

  @Test
  void aJwtIsSignedByTheBrokersKeyForTheAudience() throws JoseException {
    BackEndRequest request =
        authenticated(
            """
            {"method": "identity-token", "form": "jwt", "audience": "https://orders.example",
             "scopes": {"orders.read@1": ["read:orders", "list:orders"]},
             "identity": {"from": "subject", "names": {"user-7": "anna@sales.example"}}}
            """);

    JsonObject claims = claims(request.headers().get("Authorization").substring(7));
    assertThat(claims.getString("iss")).isEqualTo("spiffe://bailiwick.example/agent/broker");
    assertThat(claims.getString("sub")).isEqualTo("anna@sales.example");
    assertThat(claims.getString("aud")).isEqualTo("https://orders.example");
    assertThat(claims.getString("scope")).isEqualTo("read:orders list:orders");
    assertThat(claims.getInt("exp") - claims.getInt("iat")).isEqualTo(60);
    assertThat(claims.getString("txn")).isEqualTo("txn-1");
  }

  @Test
  void aWorkloadTokenGoesWithAProofForTheTarget() throws JoseException {
    String wit = unsignedToken();
    broker.credential().keepToken(broker.credential().serial(), wit);

    BackEndRequest request =
        authenticated("{\"method\": \"identity-token\", \"form\": \"workload\"}");

    JsonObject proof = claims(request.headers().get("Workload-Proof-Token"));
    assertThat(request.headers()).containsEntry("Workload-Identity-Token", wit);
    assertThat(proof.getString("aud")).isEqualTo("https://orders.example/orders");
    assertThat(proof.getString("wth")).isEqualTo(Sha256.base64url(wit));
  }

  @Test
  void withoutAWorkloadTokenNothingIsSent() {
    assertThatThrownBy(
            () -> authenticated("{\"method\": \"identity-token\", \"form\": \"workload\"}"))
        .isInstanceOf(BackEndFault.class)
        .hasMessage("workload-token-missing");
  }

  private static String unsignedToken() {
    long now = Instant.now().getEpochSecond();
    String claims = "{\"iat\":%d,\"exp\":%d}".formatted(now, now + 600);
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString("{\"alg\":\"ES256\"}".getBytes(StandardCharsets.US_ASCII))
        + "."
        + base64.encodeToString(claims.getBytes(StandardCharsets.US_ASCII))
        + ".AAAA";
  }

  private JsonObject claims(String token) throws JoseException {
    PublicKey key = broker.leaf().certificate().getPublicKey();
    JsonWebSignature jws = new JsonWebSignature();
    jws.setCompactSerialization(token);
    jws.setKey(key);
    assertThat(jws.verifySignature()).isTrue();
    return TestBroker.object(jws.getPayload());
  }

  @Test
  void theReceiptNamesTheIdentityAndNoSecret() {
    broker.secret("key", "k-1234567890");

    CallCredential credential =
        credential(
            """
            {"method": "api-key", "secret": "key", "header": "X-Api-Key",
             "identity": {"from": "requester", "header": "X-On-Behalf-Of"}}
            """);

    assertThat(credential.use().method()).isEqualTo("api-key");
    assertThat(credential.use().identity())
        .isEqualTo("secret key on behalf of spiffe://bailiwick.example/agent/clerk");
    assertThat(credential.authenticate(REQUEST, new SentSecrets()).headers())
        .containsEntry("X-On-Behalf-Of", "spiffe://bailiwick.example/agent/clerk");
    assertThat(credential.toString()).doesNotContain("k-1234567890");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user-7@OTHER.REALM",
        "user-7\r\nX-Admin: yes",
        "user-7'; drop table",
        "*)(uid=*",
        "-oProxyCommand=x",
        "user 7",
        ""
      })
  void threat59ASubjectThatNamesAnotherRealmIsRefused(String subject) {
    broker.secret("key", "k-1234567890").subject(subject);

    assertThatThrownBy(
            () ->
                authenticated(
                    """
                    {"method": "api-key", "secret": "key", "header": "X-Api-Key",
                     "identity": {"from": "subject", "header": "X-User"}}
                    """))
        .isInstanceOf(BackEndFault.class)
        .hasMessage("identity-refused");
  }

  @Test
  void aSubjectThatTheTableLacksIsRefused() {
    broker.subject("user-8");

    assertThatThrownBy(
            () ->
                authenticated(
                    """
                    {"method": "none", "identity":
                      {"from": "subject", "header": "X-User", "names": {"user-7": "anna"}}}
                    """))
        .isInstanceOf(BackEndFault.class)
        .hasMessage("identity-not-mapped");
  }

  @Test
  void aMissingSecretIsAProblemAndSendsNothing() {
    assertThatThrownBy(
            () ->
                authenticated(
                    "{\"method\": \"password\", \"secret\": \"gone\", \"user\": \"broker\"}"))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void threat60ASecretIsFoundInAnAnswerInWhateverForm() {
    SentSecrets sent = new SentSecrets();
    sent.add("k-1234567890");

    assertThat(sent.areIn("{\"headers\": {\"X-Api-Key\": \"k-1234567890\"}}")).isTrue();
    assertThat(sent.areIn("{\"key\": \"ay0xMjM0NTY3ODkw\"}")).isTrue();
    assertThat(sent.areIn("{\"key\": \"k-123456789\"}")).isFalse();
    assertThat(sent.toString()).doesNotContain("k-1234567890");

    sent.add("quote\"back\\slash");
    assertThat(sent.areIn("{\"key\": \"quote\\\"back\\\\slash\"}")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"method\": \"magic\"}",
        "{\"method\": \"none\", \"secret\": \"s\"}",
        "{\"method\": \"api-key\", \"secret\": \"s\", \"header\": \"Host\"}",
        "{\"method\": \"api-key\", \"secret\": \"s\", \"header\": \"X Y\"}",
        "{\"method\": \"api-key\", \"header\": \"X-Key\"}",
        "{\"method\": \"password\", \"secret\": \"s\", \"user\": \"a:b\"}",
        "{\"method\": \"password\", \"secret\": \"s\", \"user\": \"a\\nb\"}",
        "{\"method\": \"hmac\", \"secret\": \"s\", \"key_id\": \"a\\\"b\"}",
        "{\"method\": \"hmac\", \"secret\": \"s\", \"key_id\": \"a\", \"covers\": [\"@path\"]}",
        "{\"method\": \"identity-token\", \"form\": \"jwt\"}",
        "{\"method\": \"identity-token\", \"form\": \"workload\", \"audience\": \"x\"}",
        "{\"method\": \"identity-token\", \"form\": \"jwt\", \"audience\": \"x\", \"scopes\": {}}",
        "{\"method\": \"none\", \"identity\": {\"from\": \"nobody\"}}",
        "{\"method\": \"none\", \"identity\": {\"from\": \"subject\", \"header\": \"Host\"}}",
        "{\"method\": \"bearer\", \"token_url\": \"http://idp.example/token\","
            + " \"client_id\": \"b\", \"secret\": \"s\"}",
        "{\"method\": \"bearer\", \"token_url\": \"https://idp.example/token\","
            + " \"client_id\": \"b\"}",
        "{\"method\": \"bearer\", \"token_url\": \"https://idp.example/token\","
            + " \"client_id\": \"b\", \"secret\": \"s\", \"grant\": \"password\"}"
      })
  void aFileThatDoesNotFitIsRefusedBeforeAnythingIsCalled(String credential) {
    Asset asset = asset(credential);

    assertThatThrownBy(() -> CredentialMethods.of(asset))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("asset orders: credential");
  }
}
