package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bailiwick.aca.approval.Progress;
import org.bailiwick.aca.approval.Proposal;
import org.bailiwick.aca.approval.WaitingEnrolment;
import org.bailiwick.aca.approval.WaitingEnrolments;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.testing.SilentMeter;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.Decision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Profiles that ask for officers' approval (requirement R12; threat 57). */
class WaitingEnrolmentTest {

  private static final SpiffeId NODE = SpiffeId.parse("spiffe://bailiwick.example/node/authority");

  @TempDir private Path folder;
  private IssuerFixture fixture;
  private WaitingEnrolments desk;
  private VerifiedPeer first;
  private VerifiedPeer second;

  @BeforeEach
  void open() throws IOException {
    fixture = new IssuerFixture(folder);
    profile(2);
    desk = fixture.waiting;
    first = operator("officer", "officer-1");
    second = operator("officer", "officer-2");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void waitsForTwoDifferentOfficersAndIsIssuedOnce() {
    TestDevice device = device();
    Submission request = device.send();
    Progress<WaitingEnrolment> waiting = waits(request);
    assertThat(fixture.database.count("issuance")).isZero();
    assertThat(fixture.database.count("spent_nonce")).isOne();
    UUID id = waiting.proposal().id();
    assertThat(desk.pending(second)).containsExactly(waiting);
    assertThat(desk.approve(first, id).state()).isEqualTo(Progress.State.WAITING);
    assertThat(waits(request).approvedBy()).containsExactly(first.id().toString());
    assertThat(desk.approve(second, id).state()).isEqualTo(Progress.State.APPROVED);
    IssuedCredential issued = issued(request);
    AgentCredential credential = AgentCredential.read(issued.certificate());
    assertThat(credential.agent()).hasToString("spiffe://bailiwick.example/agent/reader");
    assertThat(credential.information().capabilities().scope()).isEqualTo("invoice.parse@1");
    assertThat(credential.information().attestation().status()).isEqualTo("affirming");
    assertThat(credential.trustworthiness().orElseThrow().rootsOfTrust())
        .extracting(RootOfTrust::kind)
        .containsExactly("idevid");
    assertThat(credential.trustworthiness().orElseThrow().vector().named())
        .containsEntry("executables", 2);
    assertThat(issued.certificate().getPublicKey()).isEqualTo(device.agentKey.getPublic());
    assertThat(desk.progress(id).issued()).contains(issued.ref());
    assertThat(issued(request).ref()).isEqualTo(issued.ref());
    assertThat(fixture.database.count("issuance")).isOne();
    assertThat(desk.pending(second)).isEmpty();
  }

  /** Rows from before roots of trust were kept say nothing of them. */
  @Test
  void anOlderRowNamesNoRootOfTrust() {
    Submission request = device().send();
    UUID id = waits(request).proposal().id();
    fixture.database.run(
        "update waiting_enrolment set %1$s = replace(%1$s, '\"root\":', '\"older\":')"
            .formatted("dossier"));
    desk.approve(first, id);
    desk.approve(second, id);
    assertThat(
            AgentCredential.read(issued(request).certificate())
                .trustworthiness()
                .orElseThrow()
                .rootsOfTrust())
        .isEmpty();
  }

  @Test
  void theSameOfficerCountsOnce() {
    UUID id = waits(device().send()).proposal().id();
    desk.approve(first, id);
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> desk.approve(first, id));
    assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
    assertThat(refusal.check()).isEqualTo("same-officer");
    assertThat(fixture.database.count("enrolment_approval")).isOne();
  }

  @Test
  void theSameOfficerCountsOnceWhateverThePoliciesPermit() {
    UUID id = waits(device().send()).proposal().id();
    WaitingEnrolments lenient =
        new WaitingEnrolments(
            new Gate(
                request ->
                    new Decision.Permit(List.of("anything"), List.of("any"), List.of(), "lenient"),
                fixture.database.writer()),
            fixture.database.writer(),
            fixture.database.reader(),
            new SilentMeter(),
            fixture.clock);
    lenient.approve(first, id);
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> lenient.approve(first, id)).check())
        .isEqualTo("same-officer");
    assertThat(desk.progress(id).state()).isEqualTo(Progress.State.WAITING);
  }

  @Test
  void aKeyOfThisAuthorityIsRefusedBeforeOfficersAreAsked() {
    TestDevice device = device();
    device.agentKey = fixture.ca.issuingKey();
    device.csr = TestCsr.of(device.agentKey).der();
    refuses(device.send(), "public-key-is-authoritys");
    assertThat(fixture.database.count("waiting_enrolment")).isZero();
  }

  @Test
  void anAuditorDecidesNothing() {
    VerifiedPeer auditor = operator("auditor", "auditor-1");
    UUID id = waits(device().send()).proposal().id();
    for (Runnable act :
        new Runnable[] {() -> desk.approve(auditor, id), () -> desk.reject(auditor, id)}) {
      assertThat(catchThrowableOfType(ProblemException.class, act::run).check())
          .isEqualTo("wrong-operator-role");
    }
  }

  @Test
  void whatWasRejectedIsRefusedForGood() {
    Submission request = device().send();
    UUID id = waits(request).proposal().id();
    desk.approve(first, id);
    desk.reject(first, id);
    refuses(request, "enrolment-rejected");
    assertThat(catchThrowableOfType(ProblemException.class, () -> desk.approve(second, id)).check())
        .isEqualTo("enrolment-unknown");
  }

  @Test
  void whatNobodyLookedAtExpires() {
    Submission request = device().send();
    Progress<WaitingEnrolment> waiting = waits(request);
    WaitingEnrolments later = fixture.waitingAt(Clock.offset(fixture.clock, Proposal.VALIDITY));
    desk.endOverdue(NODE);
    assertThat(fixture.database.count("waiting_enrolment_end")).isZero();
    UUID id = waiting.proposal().id();
    assertThat(later.progress(id).state()).isEqualTo(Progress.State.EXPIRED);
    assertThat(later.pending(second)).isEmpty();
    assertThat(catchThrowableOfType(ProblemException.class, () -> later.approve(first, id)).check())
        .isEqualTo("enrolment-unknown");
    later.endOverdue(NODE);
    assertThat(fixture.database.count("audit_entry where event = 'enrolment.expired'")).isOne();
    refuses(request, "enrolment-expired");
    commit(WaitingEnrolments.forgetBefore(fixture.clock.instant().plus(Duration.ofDays(4))));
    assertThat(fixture.database.count("waiting_enrolment")).isZero();
    assertThat(fixture.database.count("waiting_enrolment_end")).isZero();
  }

  @Test
  void anotherRequestIsAnotherMatterAndItsNonceIsSpent() {
    TestDevice device = device();
    Submission request = device.send();
    UUID id = waits(request).proposal().id();
    desk.approve(first, id);
    desk.approve(second, id);
    device.request.put("name", "writer");
    refuses(device.send(), "nonce-spent");
    assertThat(fixture.database.count("waiting_enrolment")).isOne();
  }

  @Test
  void issuesOnceForManyThatComeAtOnce() throws Exception {
    Submission request = device().send();
    List<Object> taken = parallel(() -> outcome(request));
    assertThat(taken).hasOnlyElementsOfType(Enrolment.Waiting.class);
    assertThat(fixture.database.count("waiting_enrolment")).isOne();
    approved(request);
    assertThat(parallel(() -> issued(request).ref()).stream().distinct()).hasSize(1);
    assertThat(fixture.database.count("issuance")).isOne();
  }

  /** A change while the request waits. */
  @FunctionalInterface
  interface Change {
    void in(WaitingEnrolmentTest test, TestDevice device) throws IOException;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void isRefusedWhenMeanwhile(String check, Change change) throws Exception {
    TestDevice device = device();
    Submission request = device.send();
    approved(request);
    change.in(this, device);
    Thread.sleep(1200); // files of operators count within a second
    refuses(request, check);
    assertThat(fixture.database.count("issuance")).isZero();
  }

  static Stream<Arguments> isRefusedWhenMeanwhile() {
    return Stream.of(
        change("profile-unknown", (t, d) -> Files.delete(t.file("profiles/guarded.json"))),
        change("device-issuer-untrusted", (t, d) -> Files.delete(t.file("devices/maker.pem"))),
        change("user-token-issuer-unknown", (t, d) -> t.users("\"issuer\":\"", "\"issuer\":\"x")),
        change("owner-not-allowed", (t, d) -> t.users("\"alice\"", "\"bob\"")),
        change("user-token-withdrawn", (t, d) -> t.gone()),
        change("public-key-compromised", (t, d) -> t.report(d)));
  }

  @Test
  void waitsOnWhenTheProfileAsksForMoreOfficersMeanwhile() throws Exception {
    profile(1);
    Submission request = device().send();
    desk.approve(first, waits(request).proposal().id());
    profile(2);
    Thread.sleep(1200);
    waits(request);
  }

  @Test
  void oneApplicantsRequestsDoNotFillTheList() {
    TestDevice device = device();
    for (int i = 0; i < 50; i++) {
      waits(again(device, "agent-" + i));
    }
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> outcome(again(device, "one-more")));
    assertThat(refusal.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    assertThat(refusal.check()).isEqualTo("enrolments-waiting");
    assertThat(fixture.database.count("waiting_enrolment")).isEqualTo(50);
    waits(device().send());
    desk.reject(first, desk.pending(second).getFirst().proposal().id());
    waits(again(device, "one-more"));
  }

  /** The same device with a new nonce. */
  private Submission again(TestDevice device, String name) {
    device.request.put("name", name);
    device.request.put("nonce", fixture.nonces.mint().value());
    device.eat.put("eat_nonce", device.request.get("nonce"));
    return device.send();
  }

  @Test
  void isNotIssuedWhileTheTokenThatItIsForCannotBe() throws Exception {
    String wits = ",\"formats\":[\"x509\",\"wit\"]";
    profile(2, wits);
    TestDevice device = device();
    device.request.put("formats", List.of("x509", "wit"));
    Submission request = device.send();
    approved(request);
    profile(2, "");
    Thread.sleep(1200);
    refuses(request, "profile-format");
    assertThat(fixture.database.count("issuance")).isZero();
    profile(2, wits);
    Thread.sleep(1200);
    assertThat(issued(request).wit()).isPresent();
  }

  private void approved(Submission request) {
    UUID id = waits(request).proposal().id();
    desk.approve(first, id);
    desk.approve(second, id);
  }

  private Progress<WaitingEnrolment> waits(Submission request) {
    return ((Enrolment.Waiting) outcome(request)).progress();
  }

  private IssuedCredential issued(Submission request) {
    return ((Enrolment.Issued) outcome(request)).credential();
  }

  private Enrolment outcome(Submission request) {
    return fixture.issuer.enrol(request, Optional.empty());
  }

  private void refuses(Submission request, String check) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> outcome(request));
    assertThat(refusal.check()).isEqualTo(check);
  }

  private TestDevice device() {
    TestDevice device = fixture.device();
    device.request.put("profile", "guarded");
    return device;
  }

  private VerifiedPeer operator(String role, String name) {
    return TestPeers.of(VerifiedPeer.Kind.OPERATOR, fixture.ca.operator(role, name).certificate());
  }

  private void commit(UnitOfWork work) {
    fixture.database.writer().commit(work);
  }

  private static List<Object> parallel(Callable<Object> work) throws Exception {
    List<Object> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
      for (Future<Object> each :
          threads.invokeAll(Stream.generate(() -> work).limit(20).toList())) {
        outcomes.add(each.get());
      }
    }
    return outcomes;
  }

  private static Arguments change(String check, Change change) {
    return Arguments.of(check, change);
  }

  private void users(String text, String other) throws IOException {
    Path file = file("users/idp.json");
    Files.writeString(file, Files.readString(file).replace(text, other));
  }

  private void report(TestDevice device) {
    commit(
        CompromisedKeys.block(
            new CompromisedKey(
                KeyDigest.of(device.agentKey.getPublic()),
                fixture.clock.instant(),
                "officer-1",
                "found")));
  }

  private void gone() {
    fixture.reports.take(
        fixture.provider.event(
            fixture.clock.instant().plusSeconds(5),
            "risc/event-type/account-disabled",
            Map.of(),
            claims -> {}));
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void profile(int approvers) throws IOException {
    profile(approvers, "");
  }

  private void profile(int approvers, String more) throws IOException {
    Files.writeString(
        file("profiles/guarded.json"),
        """
        {"name":"guarded","validity":"PT24H","capabilities":["invoice.parse@1"],
         "key_algorithms":["EC_P256"],"validation_methods":["mtls"],"approvers":%d%s}
        """
            .formatted(approvers, more));
  }
}
