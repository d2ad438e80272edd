package org.bailiwick.node.principalevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestServer;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.node.trust.Partner.EventStream;
import org.bailiwick.node.trust.limits.NamedScopes;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transmitter that is polled over TLS, with tokens that jose4j signs. */
class EventPollTest {
  private static final String ISSUER = "https://as.partner.example";
  private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";
  private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";

  @TempDir private Path folder;
  private final TestCa partner = TestCa.create("partner.example");
  private final KeyPair key = TestKeys.rsa3072();
  private final TestClock clock = TestClock.atPresent();
  private final Map<String, String> sets = new LinkedHashMap<>();
  private final List<String> requests = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private final List<PrincipalEvent> ended = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private boolean databaseIsAway;
  private TestServer transmitter;
  private EventPoll poll;

  @BeforeEach
  void start() throws IOException {
    transmitter =
        TestServer.secured(partner.nodeServer("web").tls(partner.trust()))
            .on("/poll", this::answer);
    Path token = Files.writeString(folder.resolve("events.token"), "s3cret\n");
    AuthorizationServer server =
        new AuthorizationServer(
            ISSUER,
            Optional.empty(),
            Optional.empty(),
            Set.of(partner.root()),
            List.of("RS256"),
            NamedScopes.UNLISTED,
            Optional.of(
                new EventStream(transmitter.at("/poll"), "https://master", Optional.of(token))),
            Optional.empty());
    poll =
        new EventPoll(
            server,
            id -> id.equals(Optional.of("k")) ? List.of(key.getPublic()) : List.of(),
            new GuardedFetch(FetchSettings.of(Set.of())),
            clock);
  }

  @AfterEach
  void stop() {
    transmitter.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
    String body = JsonText.of(Map.of("sets", Map.copyOf(sets), "moreAvailable", false));
    TestServer.answer(exchange, 200, body.getBytes(StandardCharsets.UTF_8));
  }

  private void poll() throws IOException {
    poll.poll(
        new EventPoll.Listener() {
          @Override
          public void told(PrincipalEvent event) {
            if (databaseIsAway) {
              throw new IllegalStateException("the database is away");
            }
            ended.add(event);
          }

          @Override
          public void refused(String id, String check) {
            refused.add(check);
          }
        });
  }

  private static Map<String, Object> issSub(String issuer, Object subject) {
    return Map.of("format", "iss_sub", "iss", issuer, "sub", subject);
  }

  private Map<String, Object> claims(String id, String type, Map<String, Object> members) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", ISSUER);
    claims.put("aud", "https://master");
    claims.put("jti", id);
    claims.put("iat", clock.instant().getEpochSecond());
    claims.put("sub_id", issSub(ISSUER, "alice"));
    claims.put("events", Map.of(type, members));
    return claims;
  }

  private String sign(Map<String, Object> claims, String typ, KeyPair by) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("RS256");
    jws.setKeyIdHeaderValue("k");
    jws.setHeader("typ", typ);
    jws.setPayload(JsonText.of(claims));
    jws.setKey(by.getPrivate());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private void offer(String id, Map<String, Object> claims) {
    sets.put(id, sign(claims, "secevent+jwt", key));
  }

  @Test
  void endsWhatWasGrantedAndAcknowledgesIt() throws IOException {
    long at = clock.instant().getEpochSecond() - 60;
    offer("1", claims("1", CAEP + "session-revoked", Map.of("event_timestamp", at)));
    poll();
    assertThat(ended)
        .containsExactly(
            new PrincipalEvent(
                "1",
                ISSUER,
                "alice",
                Instant.ofEpochSecond(at),
                "session-revoked",
                true,
                Optional.of(new PrincipalEvent.Risk("low", ""))));
    assertThat(ended.getFirst().principal()).isEqualTo(ISSUER + "#alice");
    sets.clear();
    poll();
    assertThat(requests.getFirst()).contains("\"ack\":[]", "\"returnImmediately\":true");
    assertThat(requests.getLast()).contains("\"ack\":[\"1\"]");
    assertThat(authorizations).containsOnly("Bearer s3cret");
  }

  @Test
  void theKindsThatTakeSomethingAwayCount() throws IOException {
    offer("1", claims("1", CAEP + "token-claims-change", Map.of()));
    offer("2", claims("2", CAEP + "credential-change", Map.of("change_type", "revoke")));
    offer("3", claims("3", RISC + "account-disabled", Map.of()));
    offer("4", claims("4", CAEP + "credential-change", Map.of("change_type", "create")));
    offer("5", claims("5", CAEP + "session-established", Map.of()));
    offer("6", claims("6", "https://other.example/session-revoked", Map.of()));
    poll();
    assertThat(ended)
        .extracting(PrincipalEvent::kind)
        .containsExactlyInAnyOrder("token-claims-change", "credential-change", "account-disabled");
    assertThat(refused).isEmpty();
    poll();
    assertThat(requests.getLast()).as("all are acknowledged").contains("\"4\"", "\"5\"", "\"6\"");
  }

  /** CAEP 1.0 sections 3.5 and 3.8. */
  @Test
  void aRiskIsToldAndEndsNothingByItself() throws IOException {
    offer(
        "1",
        claims(
            "1",
            CAEP + "risk-level-change",
            Map.of(
                "principal",
                "USER",
                "current_level",
                "HIGH",
                "risk_reason",
                "impossible\ntravel")));
    offer("2", claims("2", CAEP + "risk-level-change", Map.of("current_level", "LOW")));
    offer(
        "3",
        claims("3", CAEP + "device-compliance-change", Map.of("current_status", "not-compliant")));
    offer(
        "4", claims("4", CAEP + "device-compliance-change", Map.of("current_status", "compliant")));
    offer("5", claims("5", RISC + "credential-compromise", Map.of()));
    poll();
    assertThat(refused).isEmpty();
    assertThat(ended)
        .extracting(PrincipalEvent::id, PrincipalEvent::ends, event -> event.risk().orElseThrow())
        .containsExactlyInAnyOrder(
            tuple("1", false, new PrincipalEvent.Risk("high", "impossible_travel")),
            tuple("2", false, new PrincipalEvent.Risk("low", "")),
            tuple("3", false, new PrincipalEvent.Risk("medium", "device compliance")),
            tuple("4", false, new PrincipalEvent.Risk("none", "device compliance")),
            tuple("5", true, new PrincipalEvent.Risk("high", "")));
  }

  @Test
  void aRiskThatTheSpecificationDoesNotHaveIsRefused() throws IOException {
    List<Map<String, Object>> levels =
        List.of(
            Map.of(),
            Map.of("current_level", "CRITICAL"),
            Map.of("current_level", "high"),
            Map.of("current_level", 3));
    for (Map<String, Object> event : levels) {
      offer("1", claims("1", CAEP + "risk-level-change", event));
      assertRefusal("partner-event-risk");
    }
    offer("1", claims("1", CAEP + "device-compliance-change", Map.of("current_status", "maybe")));
    assertRefusal("partner-event-risk");
    assertThat(ended).isEmpty();
  }

  @Test
  void takesTheUserOfAComplexSubjectAndNoTimeInTheFuture() throws IOException {
    Map<String, Object> claims =
        claims(
            "1",
            CAEP + "session-revoked",
            Map.of("event_timestamp", clock.instant().getEpochSecond() + 9000));
    claims.put("sub_id", Map.of("format", "complex", "user", issSub(ISSUER, "bob")));
    offer("1", claims);
    poll();
    assertThat(ended.getFirst().subject()).isEqualTo("bob");
    assertThat(ended.getFirst().until()).isEqualTo(clock.instant());
  }

  @Test
  void refusesWhatIsNotAcceptableAndSaysSo() throws IOException {
    String type = CAEP + "session-revoked";
    assertRefused("partner-event-subject", "sub_id", issSub("https://other.example", "alice"));
    assertRefused("partner-event-subject", "sub_id", Map.of("format", "email", "email", "a@b.c"));
    assertRefused("partner-event-subject", "sub_id", issSub(ISSUER, ""));
    assertRefused("partner-event-claims", "sub_id", issSub(ISSUER, "x".repeat(1001)));
    assertRefused("partner-event-claims", "sub", "alice");
    assertRefused("partner-event-claims", "jti", "2");
    assertRefused("partner-event-has-expiry", "exp", clock.instant().getEpochSecond() + 60);
    assertRefused("partner-event-audience", "aud", "https://other.example");
    assertRefused("partner-event-issuer", "iss", "https://other.example");
    assertRefused("partner-event-events", "events", Map.of());
    assertRefused("partner-event-events", "events", Map.of(type, "now"));
    sets.put("1", sign(claims("1", type, Map.of()), "JWT", key));
    assertRefusal("partner-event-type");
    sets.put("1", sign(claims("1", type, Map.of()), "secevent+jwt", TestKeys.ownRsa2048()));
    assertRefusal("partner-event-signature");
    sets.put("1", "x".repeat(20_000));
    assertRefusal("partner-event-format");
    poll();
    assertThat(requests.getLast()).contains("\"setErrs\":{\"1\"", "invalid_request", "\"ack\":[]");
    assertThat(ended).isEmpty();
  }

  private void assertRefused(String check, String claim, Object value) throws IOException {
    Map<String, Object> claims = claims("1", CAEP + "session-revoked", Map.of());
    claims.put(claim, value);
    offer("1", claims);
    assertRefusal(check);
  }

  private void assertRefusal(String check) throws IOException {
    refused.clear();
    poll();
    assertThat(refused).containsExactly(check);
  }

  @Test
  void anEventThatCouldNotBeStoredComesAgain() throws IOException {
    offer("1", claims("1", CAEP + "session-revoked", Map.of()));
    databaseIsAway = true;
    assertThat(catchThrowableOfType(IllegalStateException.class, this::poll)).isNotNull();
    databaseIsAway = false;
    poll();
    assertThat(requests.getLast()).contains("\"ack\":[]");
    assertThat(ended).hasSize(1);
  }

  @Test
  void aTransmitterThatIsAwayOrAnswersNonsenseIsAFault() throws IOException {
    transmitter.close();
    assertThat(catchThrowableOfType(ProblemException.class, this::poll).check())
        .isEqualTo("fetch-failed");
  }
}
