package org.bailiwick.client.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.client.attestor.EnrolmentEvidence;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.Applicant;
import org.bailiwick.client.enrolment.ScriptedAuthority;
import org.bailiwick.client.key.FileKey;
import org.bailiwick.client.testing.ScriptedNode.Call;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renewals against an authority whose answers the test writes. */
class CredentialRenewalTest {
  private static final Instant LATER = Instant.parse(ScriptedAuthority.RENEW_AT);

  @TempDir private Path path;
  private ScriptedAuthority authority;
  private CredentialFolder folder;
  private TestLeaf first;

  @BeforeEach
  void start() throws Exception {
    authority = ScriptedAuthority.start();
    folder = CredentialFolder.at(path.resolve("agent"));
    first = ScriptedAuthority.CA.agent("reader", "invoice.parse@1");
    folder.write(first.key(), first.chain());
  }

  @AfterEach
  void stop() {
    authority.close();
  }

  private CredentialRenewal renewal(NextKey key) {
    return renewal(key, Clock.systemUTC());
  }

  private CredentialRenewal renewal(NextKey key, Clock clock) {
    return new CredentialRenewal(
        authority.client(),
        folder,
        new CredentialRenewal.Renewed(ScriptedAuthority::applicant, ScriptedAuthority::order, key),
        clock);
  }

  private static NextKey fresh() {
    return NextKey.made(FileKey::generate);
  }

  private static JsonObject statement(Call call) {
    String claims = call.json().getString("statement").split("\\.", -1)[1];
    return Json.createReader(
            new StringReader(
                new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8)))
        .readObject();
  }

  @Test
  void namesWhatItReplacesAndSwapsKeyAndChain() {
    renewal(fresh()).renew();
    assertThat(folder.key()).isNotEqualTo(first.key());
    assertThat(folder.renewAt()).contains(LATER);
    Call call = authority.enrolments().getFirst();
    assertThat(statement(call).getString("replaces"))
        .isEqualTo(AgentCredential.read(first.chain().getFirst()).serial().hex());
    assertThat(call.json()).doesNotContainKeys("eat", "user_token");
    assertThat(folder.next().request()).isEmpty();
  }

  @Test
  void namesNothingWhereEachTokenIsASubjectOfItsOwn() {
    new CredentialRenewal(
            authority.client(),
            folder,
            new CredentialRenewal.Renewed(
                () -> Applicant.of(request -> new EnrolmentEvidence("join-token", "j-1")),
                ScriptedAuthority::order,
                fresh(),
                Succession.UNNAMED))
        .renew();
    assertThat(statement(authority.enrolments().getFirst())).doesNotContainKey("replaces");
    assertThat(folder.key()).isNotEqualTo(first.key());
  }

  @Test
  void aTokenThatWasAskedForIsKeptBesideTheCredential() {
    String token = "e30.eyJpYXQiOjEsImV4cCI6Mn0.x"; // iat 1, exp 2
    authority.grantsToken(Optional.of(token));
    new CredentialRenewal(
            authority.client(),
            folder,
            new CredentialRenewal.Renewed(
                ScriptedAuthority::applicant, () -> ScriptedAuthority.order().andToken(), fresh()))
        .renew();
    assertThat(statement(authority.enrolments().getFirst()).getJsonArray("formats").toString())
        .isEqualTo("[\"x509\",\"wit\"]");
    assertThat(folder.token()).contains(token + "\n");
    authority.grantsToken(Optional.empty());
    renewal(fresh()).renew();
    assertThat(statement(authority.enrolments().getLast())).doesNotContainKey("formats");
    assertThat(folder.token()).isEmpty();
  }

  @Test
  void keepsTheKeyWhereEvidenceIsBoundToIt() {
    renewal(NextKey.kept()).renew();
    assertThat(folder.key()).isEqualTo(first.key());
    assertThat(folder.chain()).isNotEqualTo(first.chain());
  }

  @Test
  void repeatsTheSameRequestUntilItIsAnswered() throws Exception {
    authority.answers(new Reply(502, "text/html", "<h1>", Map.of()));
    authority.answers(Reply.problem(503, "authority-busy", "Later."));
    CredentialRenewal renewal = renewal(fresh());
    for (int tries = 0; tries < 2; tries++) {
      assertThatThrownBy(renewal::renew).isInstanceOf(ProblemException.class);
    }
    assertThat(renewal.isDue()).isTrue();
    Path kept = folder.path().resolve("generations/next/request.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");
    renewal(fresh()).renew(); // as another process after a crash
    List<Call> calls = authority.enrolments();
    assertThat(calls).hasSize(3);
    assertThat(calls).extracting(Call::body).containsOnly(calls.getFirst().body());
    assertThat(calls)
        .extracting(call -> call.headers().get("Idempotency-key"))
        .containsOnly(calls.getFirst().headers().get("Idempotency-key"));
    assertThat(renewal.isDue()).isFalse();
  }

  @Test
  void beginsAnewWhenTheAuthorityNeverSawTheOldRequest() {
    authority.answers(Reply.problem(503, "dependency-unavailable", "Later."));
    authority.answers(Reply.problem(400, "nonce-invalid", "Expired."));
    assertThatThrownBy(renewal(fresh())::renew).isInstanceOf(ProblemException.class);
    renewal(fresh()).renew();
    List<Call> calls = authority.enrolments();
    assertThat(calls.get(1).body()).isEqualTo(calls.get(0).body());
    assertThat(calls.get(2).headers().get("Idempotency-key"))
        .isNotEqualTo(calls.get(0).headers().get("Idempotency-key"));
  }

  @Test
  void aRefusalLeavesTheOldCredentialAndNoRequest() {
    for (String slug : List.of("evidence-rejected", "identity-frozen")) {
      authority.answers(Reply.problem(slug.equals("identity-frozen") ? 409 : 403, slug, "No."));
      assertThatThrownBy(renewal(fresh())::renew).hasMessage("No.");
      assertThat(folder.chain()).isEqualTo(first.chain());
      assertThat(folder.next().request()).isEmpty();
    }
    assertThat(authority.enrolments()).hasSize(2);
  }

  @Test
  void takesNoCertificateOfAnotherKey() {
    authority.answers(authority.granted(FileKey.generate().pair().getPublic()));
    assertThatThrownBy(renewal(fresh())::renew)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("answer-not-ours"));
    assertThat(folder.chain()).isEqualTo(first.chain());
  }

  @Test
  void isDueWhenTheAuthoritySaidOrAfterTwoThirds() {
    CredentialRenewal byValidity = renewal(fresh());
    Instant end = first.chain().getFirst().getNotAfter().toInstant();
    assertThat(byValidity.isDue()).isFalse();
    assertThat(renewal(fresh(), at(end.minusSeconds(60))).isDue()).isTrue();
    byValidity.renew();
    assertThat(renewal(fresh(), at(LATER.minusSeconds(1))).isDue()).isFalse();
    assertThat(renewal(fresh(), at(LATER)).isDue()).isTrue();
  }

  private static Clock at(Instant instant) {
    return Clock.fixed(instant, ZoneOffset.UTC);
  }

  @Test
  void twoProcessesDoNotRenewAtOnce() {
    folder
        .next()
        .alone(
            () ->
                assertThatThrownBy(renewal(fresh())::renew)
                    .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.check()).isEqualTo("renewal-running")));
    assertThat(authority.enrolments()).isEmpty();
  }

  /** The clock here is ahead of the authority's, so that each new credential is due at once. */
  @Test
  void aCredentialThatIsDueAgainAtOnceIsNotRenewedAtOnce() {
    List<String> log = new ArrayList<>();
    Clock ahead = at(LATER.plusSeconds(1));
    RenewalWatch watch = new RenewalWatch(renewal(fresh(), ahead), log::add, ahead);
    assertThat(watch.step()).hasSeconds(30);
    assertThat(authority.enrolments()).hasSize(1);
    assertThat(log).last().asString().startsWith("due-again serial=").endsWith("at=" + LATER);
  }

  @Test
  void theWatchRenewsWhenDueWaitsLongerAfterEachFailureAndStopsWhenFrozen() {
    List<String> log = new ArrayList<>();
    RenewalWatch early = new RenewalWatch(renewal(fresh()), log::add);
    assertThat(early.step()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    assertThat(authority.enrolments()).isEmpty();
    Clock end = at(first.chain().getFirst().getNotAfter().toInstant());
    RenewalWatch watch = new RenewalWatch(renewal(fresh(), end), log::add, end);
    authority.answers(Reply.problem(503, "signer-unavailable", "Later."));
    authority.answers(Reply.problem(503, "signer-unavailable", "Later."));
    assertThat(watch.step()).hasSeconds(30);
    assertThat(watch.step()).hasSeconds(60);
    assertThat(watch.step()).hasSeconds(1);
    assertThat(log).hasSize(3).last().asString().startsWith("renewed serial=");
    assertThat(log.toString()).doesNotContain("token-1");
    Clock afterwards = at(LATER);
    authority.answers(Reply.problem(409, "identity-frozen", "Two."));
    assertThatThrownBy(new RenewalWatch(renewal(fresh(), afterwards), log::add, afterwards)::step)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.IDENTITY_FROZEN));
  }
}
