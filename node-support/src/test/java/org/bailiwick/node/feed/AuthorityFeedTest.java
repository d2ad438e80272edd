package org.bailiwick.node.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.testing.TestAuthority;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestServer;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityFeedTest {
  private static final String CHANGE =
      "https://schemas.openid.net/secevent/caep/event-type/credential-change";

  @TempDir private Path folder;
  private final TestCa ours = TestCa.create("bailiwick.example");
  private final TestAuthority authority = new TestAuthority(ours);
  private final KeyPair key = TestKeys.rsa3072();
  private final ConcurrentLinkedQueue<Map<String, String>> answers = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new ArrayList<>();
  private final List<RevocationEvent> events = new ArrayList<>();
  private boolean listenerFails;
  private int upToDate;
  private AuthorityFeed feed;

  @BeforeEach
  void prepare() throws JoseException {
    authority.prepare(folder);
    authority.publish("/v1/events/jwks", jwks());
    authority.secured().on("/v1/events/ars/poll", this::poll);
    feed =
        new AuthorityFeed(
            FeedSettings.of(authority.url(), TestAuthority.ID, "ars"),
            authority.client(folder),
            new Listener(),
            TestClock.atPresent());
  }

  private final class Listener implements RevocationListener {
    @Override
    public void revoked(RevocationEvent event) {
      if (listenerFails) {
        throw new IllegalStateException("the database is away");
      }
      events.add(event);
    }

    @Override
    public void upToDate(java.time.Instant at) {
      upToDate++;
    }
  }

  @AfterEach
  void stop() {
    feed.close();
    authority.close();
  }

  private byte[] jwks() throws JoseException {
    PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.getPublic());
    jwk.setKeyId("events");
    return new JsonWebKeySet(jwk)
        .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void poll(HttpExchange exchange) throws IOException {
    requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Map<String, String> sets = answers.poll();
    String body =
        JsonText.of(
            Map.of(
                "sets", sets == null ? Map.of() : sets, "moreAvailable", answers.peek() != null));
    TestServer.answer(exchange, 200, body.getBytes(StandardCharsets.UTF_8));
  }

  private JwtClaims claims(String id) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(authority.url().toString());
    claims.setAudience("ars");
    claims.setJwtId(id);
    claims.setIssuedAtToNow();
    claims.setClaim(
        "sub_id", Map.of("format", "uri", "uri", "spiffe://bailiwick.example/agent/reader"));
    claims.setClaim(
        "events",
        Map.of(
            CHANGE,
            Map.of(
                "credential_type",
                "x509",
                "change_type",
                "revoke",
                "x509_issuer",
                ours.issuing().getSubjectX500Principal().getName(),
                "x509_serial",
                "0a1b",
                "event_timestamp",
                1_700_000_000,
                "reason_admin",
                Map.of("en", "key-compromise"))));
    return claims;
  }

  private String set(
      String id, Consumer<JwtClaims> claimsChange, Consumer<JsonWebSignature> change) {
    try {
      JwtClaims claims = claims(id);
      claimsChange.accept(claims);
      JsonWebSignature jws = new JsonWebSignature();
      jws.setPayload(claims.toJson());
      jws.setHeader("typ", "secevent+jwt");
      jws.setKeyIdHeaderValue("events");
      jws.setAlgorithmHeaderValue("RS256");
      jws.setKey(key.getPrivate());
      change.accept(jws);
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private String set(String id) {
    return set(id, claims -> {}, jws -> {});
  }

  @Test
  void tellsTheListenerAndAcknowledgesAfterwards() throws IOException {
    answers.add(Map.of("e1", set("e1")));
    feed.poll();
    assertThat(events).hasSize(1);
    RevocationEvent event = events.getFirst();
    assertThat(event.issuer()).isEqualTo(ours.issuing().getSubjectX500Principal());
    assertThat(event.serial()).isEqualTo(0x0a1b);
    assertThat(event.reason()).isEqualTo(RevocationReason.KEY_COMPROMISE);
    assertThat(event.at().getEpochSecond()).isEqualTo(1_700_000_000);
    assertThat(requests.getFirst()).contains("\"ack\":[]").contains("\"returnImmediately\":true");
    feed.poll();
    assertThat(requests.getLast())
        .contains("\"ack\":[\"e1\"]")
        .contains("\"returnImmediately\":false");
    feed.poll();
    assertThat(requests.getLast()).contains("\"ack\":[]");
    assertThat(upToDate).isEqualTo(3);
    assertThat(feed.state().connected()).isTrue();
  }

  @Test
  void isNotUpToDateWhileMoreWaits() throws IOException {
    answers.add(Map.of("e1", set("e1")));
    answers.add(Map.of("e2", set("e2")));
    feed.poll();
    assertThat(upToDate).isZero();
    feed.poll();
    assertThat(events).hasSize(2);
    assertThat(upToDate).isEqualTo(1);
  }

  @Test
  void doesNotAcknowledgeWhatTheListenerCouldNotTake() throws IOException {
    answers.add(Map.of("e1", set("e1")));
    listenerFails = true;
    assertThatThrownBy(feed::poll).isInstanceOf(IllegalStateException.class);
    assertThat(upToDate).isZero();
    listenerFails = false;
    answers.add(Map.of("e1", set("e1")));
    feed.poll();
    assertThat(requests.getLast()).contains("\"ack\":[]");
    assertThat(events).hasSize(1);
  }

  private List<String> badTokens() {
    KeyPair other = TestKeys.rsa2048();
    return List.of(
        set("e1", claims -> claims.setIssuer("https://other.example"), jws -> {}),
        set("e1", claims -> claims.setAudience("master"), jws -> {}),
        set("e1", claims -> claims.setAudience("ars", "master"), jws -> {}),
        set("e1", claims -> claims.setClaim("state", "x".repeat(13_000)), jws -> {}),
        set(
            "e1",
            claims -> claims.setSubject("spiffe://bailiwick.example/agent/reader"),
            jws -> {}),
        set("e1", claims -> claims.setExpirationTimeMinutesInTheFuture(5), jws -> {}),
        set("e1", claims -> claims.setJwtId("e2"), jws -> {}),
        set("e1", claims -> claims.unsetClaim("iat"), jws -> {}),
        set("e1", claims -> claims.setClaim("events", Map.of()), jws -> {}),
        set(
            "e1",
            claims ->
                claims.setClaim(
                    "events",
                    Map.of(
                        CHANGE,
                        Map.of(
                            "credential_type",
                            "x509",
                            "change_type",
                            "revoke",
                            "x509_serial",
                            "zz"))),
            jws -> {}),
        set("e1", claims -> {}, jws -> jws.setHeader("typ", "JWT")),
        set("e1", claims -> {}, jws -> jws.setHeader("typ", "at+jwt")),
        set("e1", claims -> {}, jws -> jws.setKeyIdHeaderValue("unknown")),
        set("e1", claims -> {}, jws -> jws.setAlgorithmHeaderValue("RS512")),
        set("e1", claims -> {}, jws -> jws.setKey(other.getPrivate())),
        "eyJhbGciOiJub25lIn0.e30.",
        "junk");
  }

  @Test
  void reportsTokensThatAreNotAcceptableAndIsNotUpToDateByThem() throws IOException {
    List<String> bad = badTokens();
    for (String token : bad) {
      answers.add(Map.of("e1", token));
      feed.poll();
      feed.poll();
      assertThat(requests.getLast())
          .as(token)
          .contains("\"setErrs\":{\"e1\":{")
          .contains("\"ack\":[]");
    }
    assertThat(events).isEmpty();
    assertThat(upToDate).isEqualTo(bad.size()); // the empty rounds only
  }

  /** A revocation counts after a long outage, and whatever the clocks of the two nodes say. */
  @Test
  void takesEventsHoweverOldOrAheadTheyAre() throws IOException {
    for (int hours : new int[] {-24 * 365, 24}) {
      NumericDate then = NumericDate.now();
      then.addSeconds(hours * 3600L);
      answers.add(Map.of("e1", set("e1", claims -> claims.setIssuedAt(then), jws -> {})));
      feed.poll();
    }
    assertThat(events).hasSize(2);
  }

  @Test
  void acknowledgesValidEventsOfOtherKinds() throws IOException {
    String verification = "https://schemas.openid.net/secevent/ssf/event-type/verification";
    answers.add(
        Map.of(
            "v1",
            set(
                "v1",
                c -> c.setClaim("events", Map.of(verification, Map.of("state", "x"))),
                j -> {})));
    feed.poll();
    feed.poll();
    assertThat(requests.getLast()).contains("\"ack\":[\"v1\"]");
    assertThat(events).isEmpty();
  }

  @Test
  void anOutageOfTheKeysIsNotTheEventsFault() throws IOException {
    authority.withdraw("/v1/events/jwks");
    answers.add(Map.of("e1", set("e1")));
    assertThatThrownBy(feed::poll).hasMessageContaining("keys");
    feed.poll();
    assertThat(requests.getLast()).contains("\"setErrs\":{}").contains("\"ack\":[]");
  }

  @Test
  void goesOnAfterTheAuthorityWasAway() {
    authority
        .secured()
        .on("/v1/events/master/poll", exchange -> TestServer.answer(exchange, 500, new byte[0]));
    try (AuthorityFeed failing =
        new AuthorityFeed(
            FeedSettings.of(authority.url(), TestAuthority.ID, "master"),
            authority.client(folder),
            new Listener(),
            TestClock.atPresent())) {
      failing.start();
      await().until(() -> failing.state().fault().contains("500"));
      assertThat(failing.state().connected()).isFalse();
    }
    answers.add(Map.of("e1", set("e1")));
    feed.start();
    await().until(() -> feed.state().connected() && !events.isEmpty());
  }
}
