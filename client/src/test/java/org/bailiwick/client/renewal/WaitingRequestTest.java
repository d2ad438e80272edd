package org.bailiwick.client.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.EnrolledCredential;
import org.bailiwick.client.enrolment.EnrolmentAnswer;
import org.bailiwick.client.enrolment.EnrolmentProgress;
import org.bailiwick.client.enrolment.KeyForm;
import org.bailiwick.client.enrolment.ScriptedAuthority;
import org.bailiwick.client.key.FileKey;
import org.bailiwick.client.testing.ScriptedNode.Call;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that officers have to approve, against an authority whose answers the test writes. */
class WaitingRequestTest {
  private static final UUID ID = UUID.fromString("0a0b0c0d-0000-4000-8000-000000000001");
  private static final String STATE = "/v1/enrolments/" + ID;

  @TempDir private Path path;
  private final List<String> log = new ArrayList<>();
  private String state = "waiting";
  private boolean known = true;
  private ScriptedAuthority authority;
  private CredentialFolder folder;

  @BeforeEach
  void start() throws Exception {
    authority = ScriptedAuthority.start();
    authority
        .node()
        .on(
            STATE,
            call ->
                known
                    ? Reply.json(200, body(state))
                    : Reply.problem(404, "not-found", "Forgotten."));
    folder = CredentialFolder.at(path.resolve("agent"));
  }

  @AfterEach
  void stop() {
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

  private static CredentialEnrolment.FirstRequest first() {
    return new CredentialEnrolment.FirstRequest(
        ScriptedAuthority::applicant, ScriptedAuthority::order);
  }

  private CredentialEnrolment enrolment() {
    return new CredentialEnrolment(authority.client(), folder);
  }

  private CredentialRenewal renewal(Clock clock) {
    return new CredentialRenewal(
        authority.client(),
        folder,
        new CredentialRenewal.Renewed(
            ScriptedAuthority::applicant,
            ScriptedAuthority::order,
            NextKey.made(FileKey::generate)),
        clock);
  }

  private CredentialRenewal renewal() {
    return renewal(Clock.systemUTC());
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
    TestLeaf first = ScriptedAuthority.CA.agent("reader", "invoice.parse@1");
    folder.write(first.key(), first.chain());
    return first;
  }

  @Test
  void aFirstRequestThatWaitsIsKeptAndTheVerySameOneGetsTheCredential() throws Exception {
    authority.answers(waits());
    EnrolmentAnswer answer = enrolment().begin(first(), FileKey::generate);
    assertThat(answer)
        .isInstanceOfSatisfying(
            EnrolmentProgress.class,
            waiting -> {
              assertThat(waiting.id()).isEqualTo(ID);
              assertThat(waiting.askAgain()).hasSeconds(1);
            });
    assertCheck(thrownBy(answer::issued), "enrolment-waiting");
    assertThat(folder.path().resolve("chain.pem")).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept())))
        .isEqualTo("rw-------");
    assertThat(enrolment().resume()).isInstanceOf(EnrolmentProgress.class);
    assertThat(authority.enrolments())
        .as("while it waits, its tokens are not sent again")
        .hasSize(1);
    state = "approved";
    assertThat(enrolment().resume()).isInstanceOf(EnrolledCredential.class); // as another process
    assertThat(authority.enrolments())
        .hasSize(2)
        .extracting(Call::body)
        .containsOnly(authority.enrolments().getFirst().body());
    assertThat(authority.enrolments())
        .extracting(call -> call.headers().get("Idempotency-key"))
        .containsOnly(authority.enrolments().getFirst().headers().get("Idempotency-key"));
    assertThat(folder.chain().getFirst().getPublicKey())
        .isEqualTo(KeyForm.REQUEST.key(authority.enrolments().getFirst().json().getString("csr")));
    assertThat(folder.next().request()).isEmpty();
    assertCheck(thrownBy(enrolment()::resume), "enrolment-none");
  }

  private static Throwable thrownBy(ThrowingCallable call) {
    return catchThrowable(call);
  }

  @Test
  void anUndecidedRequestIsNotOverwrittenUnlessItIsForgotten() throws Exception {
    authority.answers(waits());
    enrolment().begin(first(), FileKey::generate);
    String first = Files.readString(kept());
    assertCheck(
        thrownBy(() -> enrolment().begin(first(), FileKey::generate)), "enrolment-undecided");
    assertThat(Files.readString(kept())).isEqualTo(first);
    enrolment().forget();
    assertThat(enrolment().begin(first(), FileKey::generate))
        .isInstanceOf(EnrolledCredential.class);
  }

  @Test
  void anAnswerThatIsLostIsAskedForAgainByTheSameRequest() {
    authority.answers(Reply.problem(503, "authority-busy", "Later."));
    assertThatThrownBy(() -> enrolment().begin(first(), FileKey::generate)).hasMessage("Later.");
    assertThat(enrolment().resume()).isInstanceOf(EnrolledCredential.class);
    assertThat(authority.enrolments())
        .extracting(Call::body)
        .containsOnly(authority.enrolments().getFirst().body());
  }

  /** There may be a credential: key and request stay for the next try. */
  @Test
  void anAnswerThatCannotBeReadIsNone() {
    authority.answers(
        Reply.json(202, "{}"),
        Reply.json(202, "{\"id\": \"1\"}"),
        Reply.json(201, "{}"),
        Reply.json(201, "{\"serial\": \"!\", \"agent\": \"x\"}"));
    assertCheck(thrownBy(() -> enrolment().begin(first(), FileKey::generate)), "answer-form");
    while (!authority.hasAnswered()) {
      assertCheck(thrownBy(enrolment()::resume), "answer-form");
    }
    assertThat(enrolment().resume()).isInstanceOf(EnrolledCredential.class);
    assertThat(authority.enrolments())
        .hasSize(5)
        .extracting(Call::body)
        .containsOnly(authority.enrolments().getFirst().body());
  }

  @Test
  void aRejectedOrExpiredRequestIsForgotten() {
    for (String end : List.of("rejected", "expired")) {
      authority.answers(waits());
      state = "waiting";
      enrolment().begin(first(), FileKey::generate);
      state = end;
      assertCheck(thrownBy(enrolment()::resume), "enrolment-" + end);
      assertThat(kept().getParent()).doesNotExist();
    }
    assertThat(authority.enrolments()).hasSize(2);
  }

  /** A policy may say no today and yes tomorrow: what officers approved is not thrown away. */
  @Test
  void aRefusalAfterTheApprovalDoesNotBeginARenewalAnew() {
    TestLeaf first = enrolled();
    authority.answers(waits());
    assertThat(renewal().renew()).isInstanceOf(EnrolmentProgress.class);
    state = "approved";
    authority.answers(Reply.problem(403, "policy-denied", "Not today."));
    assertThatThrownBy(renewal()::renew).hasMessage("Not today.");
    assertThat(kept()).exists();
    assertThat(folder.chain()).isEqualTo(first.chain());
    assertThat(renewal().renew()).isInstanceOf(EnrolledCredential.class);
    assertThat(authority.enrolments())
        .hasSize(3)
        .extracting(Call::body)
        .containsOnly(authority.enrolments().getFirst().body());
  }

  /** An appraisal becomes no younger, so the next renewal brings new evidence. */
  @Test
  void anAppraisalThatBecameTooOldBeginsARenewalAnew() {
    TestLeaf first = enrolled();
    authority.answers(waits());
    renewal().renew();
    state = "approved";
    authority.answers(Reply.problem(403, "attestation-not-affirming", "Too old."));
    assertThatThrownBy(renewal()::renew).hasMessage("Too old.");
    assertThat(kept().getParent()).doesNotExist();
    assertThat(folder.chain()).isEqualTo(first.chain());
    assertThat(renewal().renew()).isInstanceOf(EnrolledCredential.class);
  }

  /** A week after its end the authority knows nothing of it: its answer is final then. */
  @Test
  void aRequestThatTheAuthorityForgotIsForgottenHereToo() {
    enrolled();
    authority.answers(waits());
    renewal().renew();
    known = false;
    authority.answers(Reply.problem(400, "nonce-invalid", "Old."));
    assertThatThrownBy(renewal()::renew).hasMessage("Old.");
    assertThat(kept().getParent()).doesNotExist();
    assertThat(renewal().renew()).isInstanceOf(EnrolledCredential.class);
  }

  @Test
  void theWatchGoesOnWithTheOldCredentialAndTakesTheNewOne() {
    TestLeaf first = enrolled();
    RenewalWatch watch = watch(first);
    authority.answers(waits());
    assertThat(watch.step()).hasSeconds(1);
    watch.step();
    assertThat(folder.chain()).isEqualTo(first.chain());
    assertThat(log).as("said once").hasSize(1);
    assertThat(log.getFirst()).startsWith("enrolment waiting id=" + ID);
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
      authority.answers(waits());
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
    authority.answers(waits());
    EnrolmentAnswer first = enrolment().begin(first(), FileKey::generate);
    ApprovalWait patience = new ApprovalWait(enrolment()::resume);
    assertThat(patience.await(first, Duration.ofMillis(50))).isInstanceOf(EnrolmentProgress.class);
    state = "approved";
    authority.answers(Reply.problem(503, "authority-busy", "Later."));
    assertThat(patience.await(first, Duration.ofMinutes(1))).isInstanceOf(EnrolledCredential.class);
    assertThatThrownBy(() -> patience.await(first, Duration.ofMinutes(1)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }
}
