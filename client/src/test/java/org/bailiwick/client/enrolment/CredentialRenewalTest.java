package org.bailiwick.client.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.key.FileKey;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Call;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentCredential;
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

/** Renewals against an authority whose answers the test writes. */
class CredentialRenewalTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir private Path path;
  private final List<Reply> replies = new ArrayList<>();
  private Optional<String> token = Optional.empty();
  private ScriptedNode authority;
  private AuthorityClient client;
  private CredentialFolder folder;
  private TestLeaf first;

  @BeforeEach
  void start() throws Exception {
    authority = ScriptedNode.overTls(CA.nodeServer("authority").tls(CA.trust()));
    authority.on("/v1/nonces", call -> Reply.json(201, "{\"nonce\":\"n-1\",\"expires_at\":\"x\"}"));
    authority.on(
        "/v1/enrolments", call -> replies.isEmpty() ? granted(call) : replies.removeFirst());
    client = new AuthorityClient(authority.uri(), TRUSTED);
    folder = CredentialFolder.at(path.resolve("agent"));
    first = CA.agent("reader", "invoice.parse@1");
    folder.write(first.key(), first.chain());
  }

  @AfterEach
  void stop() {
    client.close();
    authority.close();
  }

  private Reply granted(Call call) {
    PublicKey key = AuthorityClient.requestedKey(call.json().getString("csr"));
    return granted(key);
  }

  private Reply granted(PublicKey key) {
    JsonObjectBuilder answer =
        Json.createObjectBuilder()
            .add("serial", "0abd")
            .add("agent", "spiffe://bailiwick.example/agent/reader")
            .add("not_after", "2100-01-01T00:00:00Z")
            .add("renew_at", LATER.toString())
            .add("chain", Pem.of(CA.agentFor(key, "reader", "invoice.parse@1")));
    token.ifPresent(text -> answer.add("wit", text));
    return Reply.json(201, answer.build().toString());
  }

  private CredentialRenewal renewal(NextKey key) {
    return renewal(key, Clock.systemUTC());
  }

  private CredentialRenewal renewal(NextKey key, Clock clock) {
    return new CredentialRenewal(
        client,
        folder,
        new CredentialRenewal.Renewed(
            () -> Applicant.of(request -> new EvidenceItem("oidc-token", "token-1")),
            CredentialRenewalTest::order,
            key),
        clock);
  }

  private static EnrolmentOrder order() {
    return new EnrolmentOrder(
        "agent-default",
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

  private static NextKey fresh() {
    return NextKey.made(FileKey::generate);
  }

  private List<Call> enrolments() {
    return authority.calls().stream().filter(call -> call.path().equals("/v1/enrolments")).toList();
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
    Call call = enrolments().getFirst();
    assertThat(statement(call).getString("replaces"))
        .isEqualTo(AgentCredential.read(first.chain().getFirst()).serial().hex());
    assertThat(call.json()).doesNotContainKeys("eat", "user_token");
    assertThat(folder.next().request()).isEmpty();
  }

  @Test
  void namesNothingWhereEachTokenIsAnAnchorOfItsOwn() {
    new CredentialRenewal(
            client,
            folder,
            new CredentialRenewal.Renewed(
                () -> Applicant.of(request -> new EvidenceItem("join-token", "j-1")),
                CredentialRenewalTest::order,
                fresh(),
                Succession.UNNAMED))
        .renew();
    assertThat(statement(enrolments().getFirst())).doesNotContainKey("replaces");
    assertThat(folder.key()).isNotEqualTo(first.key());
  }

  @Test
  void aTokenThatWasAskedForIsKeptBesideTheCredential() {
    token = Optional.of("e30.eyJpYXQiOjEsImV4cCI6Mn0.x"); // iat 1, exp 2
    new CredentialRenewal(
            client,
            folder,
            new CredentialRenewal.Renewed(
                () -> Applicant.of(request -> new EvidenceItem("oidc-token", "token-1")),
                () -> order().andToken(),
                fresh()))
        .renew();
    assertThat(statement(enrolments().getFirst()).getJsonArray("formats").toString())
        .isEqualTo("[\"x509\",\"wit\"]");
    assertThat(folder.token()).contains(token.orElseThrow() + "\n");
    token = Optional.empty();
    renewal(fresh()).renew();
    assertThat(statement(enrolments().getLast())).doesNotContainKey("formats");
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
    replies.add(new Reply(502, "text/html", "<h1>", Map.of()));
    replies.add(Reply.problem(503, "authority-busy", "Later."));
    CredentialRenewal renewal = renewal(fresh());
    for (int tries = 0; tries < 2; tries++) {
      assertThatThrownBy(renewal::renew).isInstanceOf(ProblemException.class);
    }
    assertThat(renewal.isDue()).isTrue();
    Path kept = folder.path().resolve("generations/next/request.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");
    renewal(fresh()).renew(); // as another process after a crash
    List<Call> calls = enrolments();
    assertThat(calls).hasSize(3);
    assertThat(calls).extracting(Call::body).containsOnly(calls.getFirst().body());
    assertThat(calls)
        .extracting(call -> call.headers().get("Idempotency-key"))
        .containsOnly(calls.getFirst().headers().get("Idempotency-key"));
    assertThat(renewal.isDue()).isFalse();
  }

  @Test
  void beginsAnewWhenTheAuthorityNeverSawTheOldRequest() {
    replies.add(Reply.problem(503, "dependency-unavailable", "Later."));
    replies.add(Reply.problem(400, "nonce-invalid", "Expired."));
    assertThatThrownBy(renewal(fresh())::renew).isInstanceOf(ProblemException.class);
    renewal(fresh()).renew();
    List<Call> calls = enrolments();
    assertThat(calls.get(1).body()).isEqualTo(calls.get(0).body());
    assertThat(calls.get(2).headers().get("Idempotency-key"))
        .isNotEqualTo(calls.get(0).headers().get("Idempotency-key"));
  }

  @Test
  void aRefusalLeavesTheOldCredentialAndNoRequest() {
    for (String slug : List.of("evidence-rejected", "identity-frozen")) {
      replies.add(Reply.problem(slug.equals("identity-frozen") ? 409 : 403, slug, "No."));
      assertThatThrownBy(renewal(fresh())::renew).hasMessage("No.");
      assertThat(folder.chain()).isEqualTo(first.chain());
      assertThat(folder.next().request()).isEmpty();
    }
    assertThat(enrolments()).hasSize(2);
  }

  @Test
  void takesNoCertificateOfAnotherKey() {
    replies.add(granted(FileKey.generate().pair().getPublic()));
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
    assertThat(enrolments()).isEmpty();
  }

  @Test
  void theWatchRenewsWhenDueWaitsLongerAfterEachFailureAndStopsWhenFrozen() {
    List<String> log = new ArrayList<>();
    RenewalWatch early = new RenewalWatch(renewal(fresh()), log::add);
    assertThat(early.step()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    assertThat(enrolments()).isEmpty();
    Clock end = at(first.chain().getFirst().getNotAfter().toInstant());
    RenewalWatch watch = new RenewalWatch(renewal(fresh(), end), log::add, end);
    replies.add(Reply.problem(503, "signer-unavailable", "Later."));
    replies.add(Reply.problem(503, "signer-unavailable", "Later."));
    assertThat(watch.step()).hasSeconds(30);
    assertThat(watch.step()).hasSeconds(60);
    assertThat(watch.step()).hasSeconds(1);
    assertThat(log).hasSize(3).last().asString().startsWith("renewed serial=");
    assertThat(log.toString()).doesNotContain("token-1");
    Clock afterwards = at(LATER);
    replies.add(Reply.problem(409, "identity-frozen", "Two."));
    assertThatThrownBy(new RenewalWatch(renewal(fresh(), afterwards), log::add, afterwards)::step)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.IDENTITY_FROZEN));
  }
}
