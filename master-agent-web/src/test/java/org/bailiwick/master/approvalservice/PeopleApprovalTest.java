package org.bailiwick.master.approvalservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.account.TestAccounts;
import org.bailiwick.master.approval.Approval;
import org.bailiwick.master.approval.PeopleApprovalRig;
import org.bailiwick.master.approver.Approver;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People who have signed in decide about steps (threat 57). */
class PeopleApprovalTest {

  /** An operator's policy that names a role. */
  private static final String BUYERS =
      """

      @id("postings-by-buyers")
      @reason("buyer-may-decide")
      permit (
        principal is Bailiwick::Person,
        action == Bailiwick::Action::"decide-approval",
        resource is Bailiwick::Step
      )
      when
      {
        principal.roles.contains("buyer") &&
        context has kind && context.kind == "release"
      };
      """;

  @TempDir Path folder;
  private PeopleApprovalRig rig;

  @BeforeEach
  void start() {
    rig = new PeopleApprovalRig(folder);
    rig.decidesBy(BUYERS);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private String check(Runnable refused) {
    return catchThrowableOfType(ProblemException.class, refused::run).check();
  }

  private List<AuditRow> rows(String event) {
    return rig.master().audit().stream().filter(row -> row.event().equals(event)).toList();
  }

  @Test
  void aPersonListsSeesAndDecidesOnce() {
    String id = rig.asked(1);
    Approver.Person alice = rig.person(rig.signedIn());
    assertThat(rig.listed(alice)).containsExactly(id);
    assertThat(rig.shown(alice, id)).contains("\"parameters\":{\"capability\"");
    assertThat(rig.decided(alice, id, "approve")).contains("\"state\":\"approved\"");
    assertThat(rig.reviewed().state(rig.now())).isEqualTo(Approval.State.APPROVED);
    assertThat(rig.listed(alice)).isEmpty();
    assertThat(rig.shown(alice, id)).contains("\"approver\":\"" + alice.name() + "\"");
    assertThat(check(() -> rig.decided(alice, id, "deny"))).isEqualTo("same-approver");
    AuditRow row = rows("approval.decided").getFirst();
    assertThat(row.subject()).isEqualTo(rig.people.provider.issuer() + "#alice");
    assertThat(row.details())
        .contains("\"authenticated_by\":\"access-token-dpop\"")
        .contains("\"issuer\":\"" + rig.people.provider.issuer() + "\"")
        .contains("\"subject\":\"alice\"")
        .contains("\"auth_time\":\"" + rig.now().minusSeconds(5).toString().substring(0, 17))
        .contains("\"acr\":\"silver\"")
        .contains("\"client\":\"desk\"");
  }

  /** Two roads, one mechanism: an officer is the second person, and each counts once. */
  @Test
  void aPersonAndAnOfficerAreTwo() {
    String id = rig.asked(2);
    Approver.Person alice = rig.person(rig.signedIn());
    assertThat(rig.decided(alice, id, "approve")).contains("\"state\":\"waiting\"");
    Approver.Person again = rig.person(rig.signedIn());
    assertThat(check(() -> rig.decided(again, id, "approve"))).isEqualTo("same-approver");
    assertThat(rig.listed(again)).isEmpty();
    assertThat(rig.decided(rig.officer(1), id, "approve")).contains("\"state\":\"approved\"");
  }

  @Test
  void noPersonDecidesOrSeesAnythingByDefault() {
    rig.decidesBy("");
    String id = rig.asked(1);
    Approver.Person alice = rig.person(rig.signedIn());
    assertThat(rig.listed(alice)).isEmpty();
    assertThat(check(() -> rig.shown(alice, id))).isEqualTo("no-policy-permits");
    assertThat(check(() -> rig.decided(alice, id, "approve"))).isEqualTo("no-policy-permits");
    assertThat(rows("read-approval.decided")).isEmpty();
  }

  private void hasRole(String role) {
    rig.people.provider.claims =
        claims -> {
          claims.put("realm", Map.of("roles", List.of(role)));
          return claims;
        };
  }

  /** The default policy: the unit that answers for the capability decides. */
  @Test
  void theOwnerOfTheCapabilityDecides() {
    rig.catalogued("ledger");
    rig.decidesBy("");
    String id = rig.asked(1);
    Approver.Person buyer = rig.person(rig.signedIn());
    assertThat(rig.listed(buyer)).isEmpty();
    assertThat(check(() -> rig.decided(buyer, id, "approve"))).isEqualTo("no-policy-permits");
    hasRole("ledger");
    rig.master().clock.move(Duration.ofSeconds(1));
    Approver.Person accountant = rig.person(rig.signedIn());
    assertThat(rig.listed(accountant)).containsExactly(id);
    assertThat(rig.decided(accountant, id, "approve")).contains("\"state\":\"approved\"");
    assertThat(rig.reviewed().state(rig.now())).isEqualTo(Approval.State.APPROVED);
  }

  /** Threat 57: approver = requester. The principal of the caller's grant is the person. */
  @Test
  void aJobForThePersonIsThePersonsOwn() {
    Approver.Person alice = rig.person(rig.signedIn());
    String id = rig.askedFor(rig.master().partner.buyer, alice.name());
    assertThat(rig.listed(alice)).isEmpty();
    assertThat(check(() -> rig.shown(alice, id))).isEqualTo("own-request");
    assertThat(check(() -> rig.decided(alice, id, "approve"))).isEqualTo("own-request");
    assertThat(rig.shown(rig.officer(1), id)).contains("parameters");
  }

  /** Threat 57: an agent that was certified for the person has posted the job. */
  @Test
  void aJobOfThePersonsAgentIsThePersonsOwn() {
    Approver.Person alice = rig.person(rig.signedIn());
    TestLeaf agent = rig.agentOf(alice);
    String id = rig.askedFor(agent, agent.id().toString());
    assertThat(check(() -> rig.decided(alice, id, "approve"))).isEqualTo("own-request");
    TestLeaf other = rig.master().ca.agent("other", "ledger.post@1");
    String others = rig.askedFor(other, other.id().toString());
    assertThat(rig.decided(alice, others, "approve")).contains("\"state\":\"approved\"");
  }

  /** RFC 9470: the sign-in of who decides is not older than fifteen minutes. */
  @Test
  void anOldSignInIsAskedForAgain() {
    String id = rig.asked(1);
    JsonObject tokens = rig.signedIn();
    rig.master().clock.move(Duration.ofMinutes(15));
    Approver.Person alice = rig.person(rig.refreshed(tokens));
    assertThat(rig.listed(alice)).as("what a new sign-in permits").containsExactly(id);
    for (Runnable refused :
        List.<Runnable>of(() -> rig.shown(alice, id), () -> rig.decided(alice, id, "approve"))) {
      ProblemException refusal = catchThrowableOfType(ProblemException.class, refused::run);
      assertThat(refusal.type()).isEqualTo(ProblemType.INSUFFICIENT_USER_AUTHENTICATION);
      assertThat(refusal.extensions()).containsEntry("max_age", "900");
    }
    assertThat(rig.decided(rig.person(rig.signedIn()), id, "approve")).contains("approved");
  }

  @Test
  void aTokenWithoutTheRightToDecideDecidesNothing() {
    JsonObject narrow = rig.signedIn("invoice.parse@1");
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> rig.person(narrow));
    assertThat(refusal.type()).isEqualTo(ProblemType.INSUFFICIENT_SCOPE);
    assertThat(refusal.extensions()).containsEntry("scope", "approval.decide@1");
    JsonObject tokens = rig.signedIn();
    rig.people.allow("invoice.parse@1");
    rig.master().clock.move(Duration.ofSeconds(3));
    assertThat(check(() -> rig.person(tokens))).isEqualTo("person-scope");
  }

  /** A token by another key, by none, beside a certificate; and the API key of an account. */
  @Test
  void onlyAPersonsTokenWithItsProofIsTaken() {
    JsonObject tokens = rig.signedIn();
    assertThat(check(() -> rig.person(tokens, PeopleApprovalRig.otherKey())))
        .isEqualTo("access-token-key");
    assertThat(check(() -> rig.shows(Map.of("Authorization", bearer(tokens)), Optional.empty())))
        .isEqualTo("peer-certificate-required");
    VerifiedPeer officer = rig.master().operator("officer");
    assertThat(check(() -> rig.person(tokens, rig.people.key, Optional.of(officer))))
        .isEqualTo("access-token-client");
    String key = TestAccounts.withKey(rig.master(), "reporting").secret();
    assertThat(check(() -> rig.shows(Map.of("X-API-Key", List.of(key)), Optional.empty())))
        .isEqualTo("approver-kind");
  }

  private static List<String> bearer(JsonObject tokens) {
    return List.of("Bearer " + tokens.getString("access_token"));
  }

  /** Threat 57: revoked while pending, here by the provider, which is asked before each use. */
  @Test
  void whoIsDisabledDecidesNothing() {
    JsonObject tokens = rig.signedIn();
    rig.master().clock.move(Duration.ofSeconds(31));
    rig.people.provider.enabled = false;
    assertThat(check(() -> rig.person(tokens))).isEqualTo("access-token-ended");
  }

  /** Threat 57: who has lost the role since is nobody on whose word an order is sent. */
  @Test
  void aDecisionCountsNoMoreWhenTheRoleIsLost() {
    String id = rig.asked(1);
    rig.decided(rig.person(rig.signedIn()), id, "approve");
    hasRole("clerk");
    rig.master().clock.move(Duration.ofMinutes(6));
    rig.people.checks("node-1").run();
    lapsed(id, "no-policy-permits");
    assertThat(rig.decided(rig.officer(1), id, "approve")).contains("\"state\":\"approved\"");
  }

  private void lapsed(String id, String check) {
    assertThat(rig.reviewed().state(rig.now())).isEqualTo(Approval.State.WAITING);
    assertThat(rows("approval.lapsed"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.check()).isEqualTo(check);
              assertThat(row.subject()).endsWith("#alice");
              assertThat(row.details()).contains("\"approval\":\"" + id + "\"");
            });
    assertThat(rig.master().column("select approver from approval_decision")).isEmpty();
  }

  @Test
  void aDecisionCountsNoMoreWhenThePersonIsDisabled() {
    String id = rig.asked(2);
    rig.decided(rig.person(rig.signedIn()), id, "approve");
    rig.decided(rig.officer(1), id, "approve");
    rig.people.provider.enabled = false;
    rig.master().clock.move(Duration.ofMinutes(6));
    rig.people.checks("node-1").run(); // although no token of the person counts any more
    assertThat(rig.reviewed().state(rig.now())).isEqualTo(Approval.State.WAITING);
    assertThat(rows("approval.lapsed").getFirst().check()).isEqualTo("person-session-ended");
    assertThat(rig.master().column("select approver from approval_decision"))
        .singleElement()
        .satisfies(approver -> assertThat(approver).contains("officer"));
    assertThat(id).isNotEmpty();
  }

  /** Unknown is no permit: the release waits for the provider. */
  @Test
  void aDecisionWaitsWhileTheProviderDoesNotAnswer() {
    String id = rig.asked(1);
    rig.decided(rig.person(rig.signedIn()), id, "approve");
    rig.people.provider.fault = Optional.of(500);
    rig.master().clock.move(Duration.ofMinutes(3));
    rig.people.checks("node-1").run();
    ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> rig.reviewed());
    assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    rig.people.provider.fault = Optional.empty();
    rig.people.checks("node-1").run();
    assertThat(rig.reviewed().state(rig.now())).isEqualTo(Approval.State.APPROVED);
  }

  /** A decision rests on a sign-in that was fresh then, and grows old with no harm. */
  @Test
  void theAgeOfTheSignInIsThatAtTheDecision() {
    String id = rig.asked(1);
    rig.decided(rig.person(rig.signedIn()), id, "approve");
    rig.master().clock.move(Duration.ofMinutes(20));
    rig.people.checks("node-1").run();
    assertThat(rig.reviewed().state(rig.now())).isEqualTo(Approval.State.APPROVED);
    assertThat(rows("decide-approval.decided").getLast().details()).contains("authentication_age");
  }

  /** A session of which nobody has asked lately does not hide one that is in force. */
  @Test
  void anOlderSessionHidesNoNewerOne() {
    rig.signedIn();
    rig.master().clock.move(Duration.ofMinutes(6));
    Approver.Person alice = rig.person(rig.signedIn());
    assertThat(
            rig.master()
                .people
                .find(alice.signIn().orElseThrow().person().person(), rig.scope())
                .session())
        .isPresent();
  }
}
