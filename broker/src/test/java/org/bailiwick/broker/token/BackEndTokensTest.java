package org.bailiwick.broker.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.Repetition;
import org.bailiwick.broker.testing.RecordedServer;
import org.bailiwick.broker.testing.TestBroker;
import org.bailiwick.contract.problem.ProblemException;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackEndTokensTest {
  @TempDir Path folder;
  private TestBroker broker;
  private Asset asset;

  @BeforeEach
  void begin() {
    broker = new TestBroker(folder).secret("client", "s+cret 1");
    asset =
        broker.asset(
            """
            {"asset": "orders", "kind": "api", "owner": "Sales", "risk": "low",
             "url": "https://orders.example", "credential": {"method": "none"},
             "operations": [{"capability": "orders.read@1", "method": "GET", "path": "/"}]}
            """);
  }

  private BackEndTokens server(RecordedServer server, String members) {
    String json =
        """
        {"token_url": "%s/token", "addresses": "loopback", "client_id": "broker"%s}
        """
            .formatted(server.url(), members);
    AssetMembers read =
        AssetMembers.of("credential", TestBroker.object(json), BackEndTokens.MEMBERS);
    return new BackEndTokens(BackEndTokens.Settings.parse(read), broker.tools());
  }

  private static RecordedServer issuing(int seconds) {
    AtomicInteger count = new AtomicInteger();
    return RecordedServer.start(
        (exchange, request) ->
            RecordedServer.json(
                exchange,
                200,
                "{\"access_token\":\"access-%d\",\"token_type\":\"bearer\",\"expires_in\":%d}"
                    .formatted(count.incrementAndGet(), seconds)));
  }

  private static Map<String, String> form(RecordedServer.Request request) {
    Map<String, String> form = new TreeMap<>();
    for (String each : request.body().split("&", -1)) {
      String[] pair = each.split("=", 2);
      form.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  private String token(BackEndTokens tokens) {
    return tokens.token(broker.call(asset, "{}"), "orders:read").text();
  }

  @Test
  void aClientSecretGoesInAndAShortLivedTokenComesOut() {
    try (RecordedServer server = issuing(300);
        BackEndTokens tokens = server(server, ", \"secret\": \"client\"")) {
      assertThat(token(tokens)).isEqualTo("access-1");

      assertThat(form(server.last()))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("grant_type", "client_credentials", "scope", "orders:read"));
      String basic = server.last().header("Authorization").substring("Basic ".length());
      assertThat(new String(Base64.getDecoder().decode(basic), StandardCharsets.US_ASCII))
          .isEqualTo("broker:s%2Bcret+1");
      assertThat(broker.hasOverwrittenSecrets()).isTrue();
    }
  }

  @Test
  void aTokenIsUsedAgainUntilShortlyBeforeItsEnd() {
    Instant now = Instant.parse("2026-11-30T12:00:00Z");
    broker.at(Clock.fixed(now, ZoneOffset.UTC));
    try (RecordedServer server = issuing(60);
        BackEndTokens tokens = server(server, ", \"secret\": \"client\"")) {
      assertThat(token(tokens)).isEqualTo("access-1");
      assertThat(token(tokens)).isEqualTo("access-1");
      tokens.forget(
          broker.call(asset, "{}"),
          "orders:read",
          tokens.token(broker.call(asset, "{}"), "orders:read"));
      assertThat(token(tokens)).isEqualTo("access-2");
      assertThat(tokens.token(broker.call(asset, "{}"), "other").text()).isEqualTo("access-3");
    }
  }

  @Test
  void aTokenOfAFewSecondsIsUsedOnce() {
    try (RecordedServer server = issuing(5);
        BackEndTokens tokens = server(server, ", \"secret\": \"client\"")) {
      assertThat(token(tokens)).isEqualTo("access-1");
      assertThat(token(tokens)).isEqualTo("access-2");
    }
  }

  @Test
  void aTxnTokenIsExchangedForEachTransactionAndEndsWithIt() {
    try (RecordedServer server = issuing(3600);
        BackEndTokens tokens =
            server(
                server,
                ", \"secret\": \"client\", \"grant\": \"token_exchange\", \"audience\": \"orders\"")) {
      IssuedToken first = tokens.token(broker.call(asset, "{}"), "");
      assertThat(form(server.last()))
          .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
          .containsEntry("subject_token_type", "urn:ietf:params:oauth:token-type:txn_token")
          .containsEntry("subject_token", "header.claims.signature-of-txn-1")
          .containsEntry("audience", "orders");
      assertThat(first.until()).isBefore(Instant.now().plus(Duration.ofSeconds(301)));
      assertThat(tokens.token(broker.call(asset, "{}"), "").text()).isEqualTo("access-1");

      broker.transaction("txn-2");
      assertThat(tokens.token(broker.call(asset, "{}"), "").text()).isEqualTo("access-2");
      broker.subject("user-8");
      assertThat(tokens.token(broker.call(asset, "{}"), "").text()).isEqualTo("access-3");
    }
  }

  @Test
  void theBrokersKeyAuthenticatesWithoutAnySecret() throws Exception {
    try (RecordedServer server = issuing(300);
        BackEndTokens tokens =
            server(
                server,
                ", \"client_authentication\": \"private_key_jwt\","
                    + " \"issuer\": \"https://idp.example\"")) {
      token(tokens);

      JsonWebSignature jws = new JsonWebSignature();
      jws.setCompactSerialization(form(server.last()).get("client_assertion"));
      jws.setKey(broker.leaf().certificate().getPublicKey());
      assertThat(jws.verifySignature()).isTrue();
      assertThat(TestBroker.object(jws.getPayload()).getString("aud"))
          .isEqualTo("https://idp.example");
      assertThat(server.last().header("Authorization")).isNull();
    }
  }

  private static String outcome(BackEndFault fault) {
    try {
      return fault.answer(Repetition.ONCE).getClass().getSimpleName();
    } catch (ProblemException e) {
      return e.type().slug();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "400; {\"error\":\"invalid_client\"}; token-refused",
        "401; {}; token-refused",
        "302; {}; token-refused",
        "429; {}; token-server-busy",
        "503; {}; token-server-busy",
        "200; {\"access_token\":\"a b\\r\\nX: y\",\"token_type\":\"Bearer\"}; token-answer",
        "200; {\"access_token\":\"abcdefgh\",\"token_type\":\"DPoP\"}; token-answer",
        "200; [1]; token-answer",
        "200; {\"access_token\":\"abcdefgh\",\"access_token\":\"x\"}; token-answer"
      })
  void withoutATokenNothingIsDone(int status, String body, String code) {
    try (RecordedServer server =
            RecordedServer.start(
                (exchange, request) -> RecordedServer.json(exchange, status, body.strip()));
        BackEndTokens tokens = server(server, ", \"secret\": \"client\"")) {
      assertThatThrownBy(() -> token(tokens))
          .isInstanceOfSatisfying(
              BackEndFault.class,
              fault -> {
                assertThat(fault.code()).isEqualTo(code.strip());
                assertThat(outcome(fault)).isIn("Refused", "dependency-unavailable");
              });
    }
  }
}
