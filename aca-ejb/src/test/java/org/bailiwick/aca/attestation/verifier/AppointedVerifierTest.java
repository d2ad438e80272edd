package org.bailiwick.aca.attestation.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.bailiwick.aca.attestation.AttestationEvidence;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.attestation.AttestationResult.Status;
import org.bailiwick.aca.attestation.ReferenceValueVerifier;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.testing.TestVerifier;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The background check over real TLS: whatever goes wrong with the Verifier, it refuses. */
class AppointedVerifierTest {

  private static final String NONCE = "q83vASNFZ4mrze8BI0VniQ";
  private static final String SESSION = "/challenge-response/v1/session/1";

  @TempDir private Path folder;
  private final Clock clock = Clock.systemUTC();
  private final TestCa ca = TestCa.create("bailiwick.example");
  private final TestVerifier verifier = new TestVerifier();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch over = new CountDownLatch(1);
  private final TestServer server =
      TestServer.secured(ca.nodeServer("verifier").tls(ca.trust()))
          .on("/challenge-response/v1/newSession", this::open)
          .on(SESSION, this::session);
  private String location = "session/1";
  private String opened = session("waiting", Optional.empty());
  private int polls;
  private String ear;

  @BeforeEach
  void trust() throws IOException {
    Files.createDirectories(folder.resolve("verifiers"));
    Files.writeString(folder.resolve("verifiers/ca.pem"), Pem.of(ca.root()));
    trust("PT20S");
    ear = verifier.sign(verifier.ear(NONCE, clock.instant()));
  }

  private void trust(String timeout) {
    verifier.trustIn(
        folder.resolve("verifiers"),
        """
        "url":"https://localhost:%d/challenge-response/v1","ca_file":"ca.pem",
        "media_types":["application/eat+jwt"],"timeout":"%s"
        """
            .formatted(server.port(), timeout));
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.close();
  }

  private static String session(String status, Optional<String> result) {
    return "{\"nonce\":\"%s==\",\"expiry\":\"2030-01-01T00:00:00Z\",\"accept\":[\"application/eat+jwt; eat_profile=\\\"x\\\"\"],\"status\":\"%s\"%s}"
        .formatted(NONCE, status, result.map(jwt -> ",\"result\":\"" + jwt + "\"").orElse(""));
  }

  private void open(HttpExchange exchange) throws IOException {
    calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawQuery());
    exchange.getResponseHeaders().add("Location", location);
    TestServer.answer(exchange, 201, opened.getBytes(StandardCharsets.UTF_8));
  }

  private void session(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    calls.add(method + " " + body);
    if (method.equals("DELETE")) {
      TestServer.answer(exchange, 204, new byte[0]);
    } else if (polls-- > 0) {
      answer(exchange, 202, session("processing", Optional.empty()));
    } else {
      answer(exchange, 200, session("complete", Optional.of(ear)));
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    TestServer.answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private AttestationResult appraise() {
    TrustedVerifiers outside = new TrustedVerifiers(folder.resolve("verifiers"), clock);
    ReferenceValueVerifier builtIn = new ReferenceValueVerifier(folder.resolve("none"), clock);
    return new AppointedVerifier(outside, builtIn, clock)
        .appraise(
            new AttestationEvidence(
                ConveyedToken.parse("eat", "the.evidence.itself"),
                NONCE,
                new AttestationEvidence.Software("os", "1", "reader", "sha-256:11"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  private void refuses(String check) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, this::appraise);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
  }

  @Test
  void handsTheEvidenceInPollsAndDeletesTheSession() {
    polls = 2;
    AttestationResult result = appraise();
    assertThat(result.status()).isEqualTo(Status.AFFIRMING);
    assertThat(result.verifier()).startsWith("https://verifier.example/");
    assertThat(calls)
        .containsExactly(
            "POST nonce=" + NONCE + "%3D%3D",
            "POST the.evidence.itself",
            "GET ",
            "GET ",
            "DELETE ");
  }

  @Test
  void leavesABadStatusToTheProfile() {
    Map<String, Object> claims = verifier.ear(NONCE, clock.instant());
    claims.put("submods", Map.of("a", TestVerifier.submodule("contraindicated", 96)));
    ear = verifier.sign(claims);
    assertThat(appraise().findings()).containsExactly("ear-executables-contraindicated");
  }

  @Test
  void theBuiltInOneAppraisesWhatNobodyTakes() {
    verifier.trustIn(folder.resolve("verifiers"), "\"passport\":true");
    assertThat(appraise().verifier()).startsWith("org.bailiwick/");
    assertThat(calls).isEmpty();
  }

  @Test
  void refusesWhenTheVerifierIsDown() {
    server.close();
    refuses("session-failed");
  }

  @Test
  void refusesWhenTheVerifierHangs() {
    trust("PT1S");
    server.on("/challenge-response/v1/hung", this::hang);
    location = "hung";
    long before = System.nanoTime();
    refuses("session-timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  private void hang(HttpExchange exchange) throws IOException {
    try {
      over.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void refusesWhenTheVerifierNeverComesToAnEnd() {
    trust("PT1S");
    polls = Integer.MAX_VALUE;
    refuses("session-timeout");
  }

  @Test
  void refusesAnotherServer() throws IOException {
    TestCa other = TestCa.create("other.example");
    Files.writeString(folder.resolve("verifiers/ca.pem"), Pem.of(other.root()));
    refuses("session-tls");
    assertThat(calls).isEmpty();
  }

  @Test
  void goesToNoOtherOrigin() {
    location = "https://127.0.0.1:" + server.port() + SESSION;
    refuses("session-origin");
    location = "http://localhost:" + server.port() + SESSION;
    refuses("session-origin");
    location = "\\";
    refuses("verifier-location");
  }

  @Test
  void refusesASessionThatIsNotAskedFor() {
    opened = opened.replace(NONCE, "AAAAAAAAAAAAAAAAAAAAAA");
    refuses("verifier-nonce");
    opened = session("waiting", Optional.empty()).replace("eat+jwt", "psa-attestation-token");
    refuses("verifier-media-type");
    opened = "[]";
    refuses("verifier-session-json");
    opened = "{\"nonce\":\"" + "A".repeat(300_000) + "\"}";
    refuses("session-failed");
  }

  @Test
  void refusesWhenTheVerifierFails() {
    // Reads what is sent: a server that answers sooner may reset the connection.
    server.on(
        "/challenge-response/v1/other",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          answer(exchange, 404, "{}");
        });
    location = "other";
    refuses("verifier-status");
    server.on(
        "/challenge-response/v1/failed",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          answer(exchange, 200, session("failed", Optional.empty()));
        });
    location = "failed";
    refuses("verifier-failed");
    server.on(
        "/challenge-response/v1/empty",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          answer(exchange, 200, session("complete", Optional.empty()));
        });
    location = "empty";
    refuses("verifier-result");
  }

  @Test
  void refusesAResultThatIsNotTheVerifiersOrNotFresh() {
    Map<String, Object> claims = verifier.ear(NONCE, clock.instant());
    ear = TestVerifier.sign(TestKeys.ec().getPrivate(), claims);
    refuses("ear-signature");
    ear = verifier.sign(verifier.ear("AAAAAAAAAAAAAAAAAAAAAA", clock.instant()));
    refuses("ear-nonce");
    ear = "nothing";
    refuses("ear-malformed");
    claims.put("submods", Map.of("a", Map.of("ear_trustworthiness_vector", Map.of("hardware", 2))));
    ear = verifier.sign(claims);
    refuses("ear-status-missing");
  }
}
