package org.bailiwick.client.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.key.FileKey;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Call;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that officers have to approve, against an authority whose answers the test writes. */
class WaitingRequestTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final UUID ID = UUID.fromString("0a0b0c0d-0000-4000-8000-000000000001");
  private static final String STATE = "/v1/enrolments/" + ID;

  @TempDir private Path path;
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final List<String> log = new ArrayList<>();
  private String state = "waiting";
  private boolean known = true;
  private ScriptedNode authority;
  private AuthorityClient client;
  private CredentialFolder folder;

  @BeforeEach
  void start() throws Exception {
    authority = ScriptedNode.overTls(CA.nodeServer("authority").tls(CA.trust()));
    authority.on("/v1/nonces", call -> Reply.json(201, "{\"nonce\":\"n-1\"}"));
    authority.on(
        "/v1/enrolments", call -> replies.isEmpty() ? granted(call) : replies.removeFirst());
    authority.on(
        STATE,
        call ->
            known ? Reply.json(200, body(state)) : Reply.problem(404, "not-found", "Forgotten."));
    client = new AuthorityClient(authority.uri(), TRUSTED);
    folder = CredentialFolder.at(path.resolve("agent"));
  }

  @AfterEach
  void stop() {
    client.close();
    authority.close();
  }

  private static String body(String state) {
    return """
    {"id": "%s", "state": "%s", "approvals": 0, "approvers": 1, "expires_at": "2100-01-01T00:00:00Z"}
    """
        .formatted(ID, state);
  }

  private static Reply waits() {
    return new Reply(202, "application/json", body("waiting"), Map.of("Retry-After", "1"));
  }

  private static Reply granted(Call call) {
    PublicKey key = AuthorityClient.requestedKey(call.json().getString("csr"));
    return Reply.json(
        201,
        Json.createObjectBuilder()
            .add("serial", "0abd")
            .add("agent", "spiffe://bailiwick.example/agent/reader")
            .add("not_after", "2100-01-01T00:00:00Z")
            .add("chain", Pem.of(CA.agentFor(key, "reader", "invoice.parse@1")))
            .build()
            .toString());
  }

  private static CredentialEnrolment.Wish wish() {
    return new CredentialEnrolment.Wish(WaitingRequestTest::applicant, WaitingRequestTest::order);
  }

  private static Applicant applicant() {
    return Applicant.of(request -> new EvidenceItem("oidc-token", "token-1"));
  }

  private static EnrolmentOrder order() {
    return new EnrolmentOrder(
        "guarded",
        "reader",
        Owner.parse("Finance"),
        CapabilitySet.parse(List.of("invoice.parse@1")),
        Locator.parse("https://127.0.0.1:7001/work"),
        Set.of(ValidationMethod.MTLS),
        "",
        "",
        Optional.empty(),
        Optional.empty());
  }

  private CredentialEnrolment enrolment() {
    return new CredentialEnrolment(client, folder);
  }

  private CredentialRenewal renewal(Clock clock) {
    return new CredentialRenewal(
        client,
        folder,
        new CredentialRenewal.Renewed(
            WaitingRequestTest::applicant,
            WaitingRequestTest::order,
            NextKey.made(FileKey::generate)),
        clock);
  }

  private CredentialRenewal renewal() {
    return renewal(Clock.systemUTC());
  }

  private List<Call> posts() {
    return authority.calls().stream()
        .filter(call -> call.path().equals("/v1/enrolments") && call.method().equals("POST"))
        .toList();
  }

  private static void assertCheck(Throwable thrown, String check) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo(check));
  }

  private Path kept() {
    return folder.path().resolve("generations/next/request.json");
  }

  private TestLeaf enrolled() {
    TestLeaf first = CA.agent("reader", "invoice.parse@1");
    folder.write(first.key(), first.chain());
    return first;
  }

  @Test
  void aFirstRequestThatWaitsIsKeptAndTheVerySameOneGetsTheCredential() throws Exception {
    replies.add(waits());
    EnrolmentAnswer answer = enrolment().begin(wish(), FileKey::generate);
    assertThat(answer)
        .isInstanceOfSatisfying(
            WaitingEnrolment.class,
            waiting -> {
              assertThat(waiting.id()).isEqualTo(ID);
              assertThat(waiting.askAgain()).hasSeconds(1);
            });
    assertCheck(thrownBy(answer::issued), "enrolment-waiting");
    assertThat(folder.isWritten()).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept())))
        .isEqualTo("rw-------");
    assertThat(enrolment().resume()).isInstanceOf(WaitingEnrolment.class);
    assertThat(posts()).as("while it waits, its tokens are not sent again").hasSize(1);
    state = "approved";
    assertThat(enrolment().resume()).isInstanceOf(IssuedCredential.class); // as another process
    assertThat(posts()).hasSize(2).extracting(Call::body).containsOnly(posts().getFirst().body());
    assertThat(posts())
        .extracting(call -> call.headers().get("Idempotency-key"))
        .containsOnly(posts().getFirst().headers().get("Idempotency-key"));
    assertThat(folder.chain().getFirst().getPublicKey())
        .isEqualTo(AuthorityClient.requestedKey(posts().getFirst().json().getString("csr")));
    assertThat(folder.next().request()).isEmpty();
    assertCheck(thrownBy(enrolment()::resume), "enrolment-none");
  }

  private static Throwable thrownBy(ThrowingCallable call) {
    return catchThrowable(call);
  }

  @Test
  void anUndecidedRequestIsNotOverwrittenUnlessItIsForgotten() throws Exception {
    replies.add(waits());
    enrolment().begin(wish(), FileKey::generate);
    String first = Files.readString(kept());
    assertCheck(
        thrownBy(() -> enrolment().begin(wish(), FileKey::generate)), "enrolment-undecided");
    assertThat(Files.readString(kept())).isEqualTo(first);
    enrolment().forget();
    assertThat(enrolment().begin(wish(), FileKey::generate)).isInstanceOf(IssuedCredential.class);
  }

  @Test
  void anAnswerThatIsLostIsAskedForAgainByTheSameRequest() {
    replies.add(Reply.problem(503, "authority-busy", "Later."));
    assertThatThrownBy(() -> enrolment().begin(wish(), FileKey::generate)).hasMessage("Later.");
    assertThat(enrolment().resume()).isInstanceOf(IssuedCredential.class);
    assertThat(posts()).extracting(Call::body).containsOnly(posts().getFirst().body());
  }

  /** There may be a credential: key and request stay for the next try. */
  @Test
  void anAnswerThatCannotBeReadIsNone() {
    for (Reply unread :
        List.of(
            Reply.json(202, "{}"),
            Reply.json(202, "{\"id\": \"1\"}"),
            Reply.json(201, "{}"),
            Reply.json(201, "{\"serial\": \"!\", \"agent\": \"x\"}"))) {
      replies.add(unread);
    }
    assertCheck(thrownBy(() -> enrolment().begin(wish(), FileKey::generate)), "answer-form");
    while (!replies.isEmpty()) {
      assertCheck(thrownBy(enrolment()::resume), "answer-form");
    }
    assertThat(enrolment().resume()).isInstanceOf(IssuedCredential.class);
    assertThat(posts()).hasSize(5).extracting(Call::body).containsOnly(posts().getFirst().body());
  }

  @Test
  void aRejectedOrExpiredRequestIsForgotten() {
    for (String end : List.of("rejected", "expired")) {
      replies.add(waits());
      state = "waiting";
      enrolment().begin(wish(), FileKey::generate);
      state = end;
      assertCheck(thrownBy(enrolment()::resume), "enrolment-" + end);
      assertThat(kept().getParent()).doesNotExist();
    }
    assertThat(posts()).hasSize(2);
  }

  /** A policy may say no today and yes tomorrow: what officers approved is not thrown away. */
  @Test
  void aRefusalAfterTheApprovalDoesNotBeginARenewalAnew() {
    TestLeaf first = enrolled();
    replies.add(waits());
    assertThat(renewal().renew()).isInstanceOf(WaitingEnrolment.class);
    state = "approved";
    replies.add(Reply.problem(403, "policy-denied", "Not today."));
    assertThatThrownBy(renewal()::renew).hasMessage("Not today.");
    assertThat(kept()).exists();
    assertThat(folder.chain()).isEqualTo(first.chain());
    assertThat(renewal().renew()).isInstanceOf(IssuedCredential.class);
    assertThat(posts()).hasSize(3).extracting(Call::body).containsOnly(posts().getFirst().body());
  }

  /** A week after its end the authority knows nothing of it: its answer is final then. */
  @Test
  void aRequestThatTheAuthorityForgotIsForgottenHereToo() {
    enrolled();
    replies.add(waits());
    renewal().renew();
    known = false;
    replies.add(Reply.problem(400, "nonce-invalid", "Old."));
    assertThatThrownBy(renewal()::renew).hasMessage("Old.");
    assertThat(kept().getParent()).doesNotExist();
    assertThat(renewal().renew()).isInstanceOf(IssuedCredential.class);
  }

  @Test
  void theWatchGoesOnWithTheOldCredentialAndTakesTheNewOne() {
    TestLeaf first = enrolled();
    RenewalWatch watch = watch(first);
    replies.add(waits());
    assertThat(watch.step()).hasSeconds(1);
    watch.step();
    assertThat(folder.chain()).isEqualTo(first.chain());
    assertThat(log).as("said once").hasSize(1);
    assertThat(log.getFirst()).startsWith("waits for officers id=" + ID);
    state = "approved";
    watch.step();
    assertThat(log.getLast()).startsWith("renewed serial=");
    assertThat(folder.chain()).isNotEqualTo(first.chain());
  }

  @Test
  void anOfficerWhoRejectsEndsTheWatchAndATimeThatRanOutDoesNot() {
    TestLeaf first = enrolled();
    RenewalWatch watch = watch(first);
    for (String end : List.of("expired", "rejected")) {
      replies.add(waits());
      state = "waiting";
      watch.step();
      state = end;
      if (end.equals("expired")) {
        assertThat(watch.step()).hasSeconds(30);
      } else {
        assertCheck(thrownBy(watch::step), "enrolment-rejected");
      }
    }
    assertThat(folder.chain()).isEqualTo(first.chain());
  }

  private RenewalWatch watch(TestLeaf first) {
    Clock end = Clock.fixed(first.chain().getFirst().getNotAfter().toInstant(), ZoneOffset.UTC);
    return new RenewalWatch(renewal(end), log::add, end);
  }

  @Test
  void waitingEndsWithTheDecisionOrWithPatience() throws Exception {
    replies.add(waits());
    EnrolmentAnswer first = enrolment().begin(wish(), FileKey::generate);
    ApprovalWait patience = new ApprovalWait(enrolment()::resume);
    assertThat(patience.await(first, Duration.ofMillis(50))).isInstanceOf(WaitingEnrolment.class);
    state = "approved";
    replies.add(Reply.problem(503, "authority-busy", "Later."));
    assertThat(patience.await(first, Duration.ofMinutes(1))).isInstanceOf(IssuedCredential.class);
    assertThatThrownBy(() -> patience.await(first, Duration.ofMinutes(1)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }
}
