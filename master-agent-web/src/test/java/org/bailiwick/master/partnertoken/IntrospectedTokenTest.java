package org.bailiwick.master.partnertoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.method.PresentedCredentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens about which their server is asked (RFC 7662). */
class IntrospectedTokenTest extends PartnerTokenTestBase {

  private static final String OPAQUE = "an-opaque+token/of.the~server";

  private IntrospectingServer server;

  @BeforeEach
  void start() {
    server = new IntrospectingServer(rig);
    describe(server.bySecret());
    server.activate(OPAQUE, claims());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void unavailable(String check) {
    refuses(bearer(OPAQUE), ProblemType.DEPENDENCY_UNAVAILABLE, check);
    assertThat(accepted()).isEmpty();
  }

  @Test
  void authenticatesByWhatTheServerSays() {
    Caller caller = authenticate(OPAQUE);
    assertThat(caller.identity()).isEqualTo(CallerIdentity.of(buyer));
    assertThat(caller.principal()).contains("https://as.partner.example#alice");
    assertThat(caller.requireToken().scope().scope()).isEqualTo("fx.rates@1");
    assertThat(server.form)
        .containsEntry("token", OPAQUE)
        .containsEntry("token_type_hint", "access_token");
    assertThat(server.shown).as("no certificate beside the secret").isEmpty();
    assertThat(accepted()).containsExactly(caller.requireToken().jti());
  }

  /** A JWT whose server is to be asked is not read; another key does not matter, its word does. */
  @Test
  void aJwtIsAskedAboutAtTheServerThatItNames() {
    String token = rig.otherPartner.sign(claims(), "RS256", "JWT");
    server.activate(token, claims());
    assertThat(authenticate(token).principal()).contains("https://as.partner.example#alice");
    String theirs = rig.otherPartner.sign(claims("iss", "https://as.other.example"), "RS256", "x");
    int before = server.requests();
    refuses(theirs, "access-token-type");
    assertThat(server.requests()).as("it goes to no other server").isEqualTo(before);
  }

  @Test
  void theNodeMayShowItsOwnCertificate() throws IOException {
    describe(server.members(""));
    unavailable("introspection-certificate");
    TestLeaf node = rig.ca.agent("of-the-node", "fx.rates@1");
    Path tls = Files.createDirectories(folder.resolve("tls"));
    Files.writeString(tls.resolve("client.pem"), Pem.of(node.chain()));
    Files.writeString(tls.resolve("client.key"), Pem.of(node.key()));
    authenticate(OPAQUE);
    assertThat(server.shown).contains(node.certificate());
    assertThat(server.form).containsEntry("client_id", "bailiwick");
  }

  @Test
  void theSecretIsReadForEachRequest() {
    rig.partner.write("as.secret", "another");
    unavailable("introspection-status");
    rig.partner.write("as.secret", IntrospectingServer.SECRET);
    assertThat(authenticate(OPAQUE).principal()).isPresent();
    describe(server.members(",\"client_secret_file\":\"missing\""));
    refuses(bearer(OPAQUE), ProblemType.DEPENDENCY_UNAVAILABLE, "introspection-secret");
  }

  @Test
  void refusesATokenThatIsNotActive() {
    authenticate(OPAQUE);
    server.revoke(OPAQUE);
    refuses(OPAQUE, "partner-token-inactive");
    refuses("never-issued", "partner-token-inactive");
  }

  /** The same claims are checked as those of a JWT. */
  @Test
  void refusesWhatTheServerSaysOfATokenForSomethingElse() {
    long now = rig.clock.instant().getEpochSecond();
    says("iss", "https://as.other.example", "partner-token-issuer");
    says("aud", "https://other.example", "partner-token-audience");
    says("aud", null, "partner-token-audience");
    says("exp", now, "partner-token-expired");
    says("exp", null, "partner-token-claim-exp");
    says("exp", now + 2 * 86_400, "partner-token-lifetime");
    says("client_id", null, "partner-token-claim-client_id");
    says("client_id", "spiffe://partner.example/agent/x", "partner-token-client");
    says("sub", null, "partner-token-claim-sub");
    says("cnf", null, "partner-token-unbound");
    says("cnf", Map.of("x5t#S256", "another"), "partner-token-certificate");
    says("cnf", Map.of("x5t#S256", 7), "partner-token-claim-cnf");
    says("cnf", Map.of("jkt", "a-key"), "partner-token-scheme");
    server.activate(OPAQUE, claims("scope", "openid"));
    refuses(bearer(OPAQUE), ProblemType.INSUFFICIENT_SCOPE, "partner-token-scope");
    assertThat(accepted()).isEmpty();
  }

  private void says(String member, Object value, String check) {
    server.activate(OPAQUE, claims(member, value));
    refuses(OPAQUE, check);
  }

  @Test
  void theServerNeedNotTellIssuerAndId() {
    Map<String, Object> members = claims("iss", null);
    members.remove("jti");
    members.remove("iat");
    server.activate(OPAQUE, members);
    assertThat(authenticate(OPAQUE).principal()).contains("https://as.partner.example#alice");
    String jwt = rig.partner.sign(claims("jti", null), "RS256", "at+jwt");
    server.activate(jwt, members);
    refuses(jwt, "partner-token-claim-jti");
  }

  /** Threat 8: a server that is away, slow, or answers something else. */
  @Test
  void whatIsNoUsableAnswerIsUnavailable() {
    server.does(exchange -> IntrospectingServer.answer(exchange, 500, "{\"active\":true}"));
    unavailable("introspection-status");
    server.does(
        exchange -> {
          exchange.getResponseHeaders().add("Location", "https://127.0.0.1:1/");
          IntrospectingServer.answer(exchange, 307, "");
        });
    unavailable("introspection-status");
    for (String body :
        new String[] {"", "active", "[]", "{}", "{\"active\":\"true\"}", "{\"active\":1}"}) {
      server.does(exchange -> IntrospectingServer.answer(exchange, 200, body));
      unavailable("introspection-form");
    }
    String huge = "{\"active\":true,\"x\":\"" + "x".repeat(20_000) + "\"}";
    server.does(exchange -> IntrospectingServer.answer(exchange, 200, huge));
    unavailable("introspection-unreachable");
    server.close();
    unavailable("introspection-unreachable");
  }

  @Test
  void aSlowServerIsUnavailableAndDelaysNoOtherPartner() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    server.does(
        exchange -> {
          try {
            assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
    rig.otherPartner.describe("", BY_JWT);
    rig.clock.move(Duration.ofSeconds(3));
    long begun = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      for (int each = 0; each < 6; each++) {
        threads.execute(
            () -> refusesAny(bearer(OPAQUE), "introspection-unreachable", "introspection-busy"));
      }
      Thread.sleep(200);
      long before = System.nanoTime();
      Map<String, Object> theirs = claims("iss", rig.otherPartner.issuer());
      var seller = rig.foreign(rig.otherPartner.buyer);
      theirs.put("client_id", seller.id().toString());
      theirs.put("cnf", Map.of("x5t#S256", seller.thumbprint()));
      callers.authenticate(
          request(
              Optional.of(seller), "Bearer " + rig.otherPartner.sign(theirs, "RS256", "at+jwt")));
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    } finally {
      end.countDown();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
  }

  private void refusesAny(PresentedCredentials presented, String... checks) {
    var refusal =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            org.bailiwick.contract.problem.ProblemException.class,
            () -> callers.authenticate(presented));
    assertThat(refusal.check()).isIn((Object[]) checks);
  }

  @Test
  void anAnswerCountsForTheDescribedSecondsOnly() {
    describe(server.bySecret(10));
    authenticate(OPAQUE);
    authenticate(OPAQUE);
    assertThat(server.requests()).isEqualTo(1);
    server.revoke(OPAQUE);
    rig.clock.move(Duration.ofSeconds(9));
    authenticate(OPAQUE);
    rig.clock.move(Duration.ofSeconds(1));
    refuses(OPAQUE, "partner-token-inactive");
    assertThat(server.requests()).isEqualTo(2);
    refuses(OPAQUE, "partner-token-inactive");
    assertThat(server.requests()).as("a refusal counts as long").isEqualTo(2);
  }

  @Test
  void withoutCacheTheServerIsAskedEachTime() {
    authenticate(OPAQUE);
    authenticate(OPAQUE);
    assertThat(server.requests()).isEqualTo(2);
  }

  /** A changed description asks anew, whatever is held. */
  @Test
  void anAnswerIsForTheServerAsItIsDescribed() {
    describe(server.bySecret(30));
    authenticate(OPAQUE);
    describe(server.bySecret(29));
    authenticate(OPAQUE);
    assertThat(server.requests()).isEqualTo(2);
  }

  /** An event stream is looked at every few seconds, and waits for no server. */
  @Test
  void aLastingRequestDoesNotAsk() {
    PresentedCredentials stream = bearer(OPAQUE);
    callers.authenticate(stream);
    server.close();
    rig.clock.move(Duration.ofSeconds(40));
    assertThat(callers.authenticate(stream.again(Optional.of(buyer))).principal()).isPresent();
    rig.clock.move(Duration.ofSeconds(30));
    refuses(
        stream.again(Optional.of(buyer)),
        ProblemType.ACCESS_TOKEN_INVALID,
        "partner-token-expired");
  }
}
