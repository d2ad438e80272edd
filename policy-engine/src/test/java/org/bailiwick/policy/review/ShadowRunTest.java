package org.bailiwick.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded decisions, decided again by changed policies. */
class ShadowRunTest {
  private static final String PLAN = "plan";
  private static final Map<String, String> COVERED =
      Map.of(
          "subject", "{\"trust_domain\":\"d.example\"}",
          "resource", "{\"capabilities\":[\"ledger.post@1\"]}",
          "context",
              "{\"authenticated_by\":[\"mtls\"],\"caller_kind\":\"agent\",\"covered\":true,"
                  + "\"scope\":[\"ledger.post@1\"]}",
          "reasons", "scope-covers-job",
          "policies", "plan-within-scope");

  @TempDir private Path home;

  private static String row(String action, String outcome, Map<String, String> details) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    details.forEach(json::put);
    json.put("policy_version", "1-abc");
    return JsonNodeFactory.instance
        .objectNode()
        .put("seq", 7)
        .put("event", action + ".decided")
        .put("outcome", outcome)
        .put("subject", "spiffe://d.example/agent/a")
        .put("resource", "job-1")
        .put("request_id", "r-1")
        .put("details", json.toString())
        .toString();
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> details = new java.util.HashMap<>(COVERED);
    details.put(name, value);
    return details;
  }

  private static ShadowRun run(ReviewedPolicies policies, String... rows) {
    ShadowRun run = new ShadowRun(policies);
    for (String row : rows) {
      run.add(row);
    }
    return run;
  }

  @Test
  void theSamePoliciesDecideTheSame() {
    ShadowRun run = run(ReviewFolder.DEFAULTS, row(PLAN, "GRANTED", with("subject_type", "Agent")));
    assertThat(run.decisions()).isOne();
    assertThat(run.unreplayable()).isEmpty();
    assertThat(run.changes().list()).isEmpty();
  }

  @Test
  void listsWhatANewPolicyWouldDeny() throws IOException {
    ReviewedPolicies next =
        ReviewFolder.copy(home, PLAN)
            .append(
                "plan.cedar",
                """
                @id("no-postings") @reason("postings-stopped")
                forbid (principal, action == Bailiwick::Action::"plan", resource)
                when { resource has capabilities && resource.capabilities.contains("ledger.post@1") };
                """)
            .read();
    ShadowRun run = run(next, row(PLAN, "GRANTED", with("subject_type", "Agent")));
    assertThat(run.changes().list())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.kind()).isEqualTo(Changes.Kind.NOW_DENIED);
              assertThat(change.examples().getFirst().after().reasons())
                  .containsExactly("postings-stopped");
              assertThat(change.examples().getFirst().question())
                  .contains("spiffe://d.example/agent/a");
            });
  }

  /** Rows of older nodes have no types; an Agent and a Job are the only ones that fit these. */
  @Test
  void tellsTypesFromAttributesWhereOnlyOneDecisionIsPossible() {
    assertThat(run(ReviewFolder.DEFAULTS, row(PLAN, "GRANTED", COVERED)).unreplayable()).isEmpty();
  }

  @Test
  void countsAndNamesWhatCannotBeReplayed() throws IOException {
    ReviewedPolicies next =
        ReviewFolder.copy(home, PLAN)
            .replace(
                "schema.cedarschema",
                "covered: Bool,\n      origin?",
                "enough: Bool,\n      origin?")
            .replace("plan.cedar", "context.covered", "context.enough")
            .read();
    ShadowRun run =
        run(
            next,
            row(PLAN, "GRANTED", COVERED),
            row(PLAN, "GRANTED", COVERED),
            row("fly", "GRANTED", COVERED),
            row("step", "GRANTED", with("subject_type", "Spaceship")));
    assertThat(run.decisions()).isEqualTo(4);
    assertThat(run.unreplayable())
        .containsEntry("plan: the context has covered, which the schema does not have", 2L)
        .containsEntry("fly: the action is not in the schema", 1L)
        .hasSize(3);
    assertThat(run.changes().list()).isEmpty();
  }

  @Test
  void aRowWithoutItsAttributesIsNotTakenForAnEmptyQuestion() {
    ShadowRun run =
        run(
            ReviewFolder.DEFAULTS,
            row(PLAN, "GRANTED", Map.of("reasons", "scope-covers-job")),
            row(PLAN, "GRANTED", with("context", "{\"covered\":")));
    assertThat(run.decisions()).isEqualTo(2);
    assertThat(run.unreplayable().values()).containsExactly(1L, 1L);
  }

  @Test
  void aRowWhoseDetailsAreBrokenIsCounted() {
    ShadowRun run =
        run(
            ReviewFolder.DEFAULTS,
            "{\"event\":\"plan.decided\",\"details\":\"{\\\"policy_version\\\":\"}");
    assertThat(run.decisions()).isOne();
    assertThat(run.unreplayable()).containsOnlyKeys("a row of the audit log is not JSON");
  }

  @Test
  void rowsThatRecordNoDecisionAreNotCounted() {
    ShadowRun run =
        run(
            ReviewFolder.DEFAULTS,
            "{\"event\":\"agent.registered\",\"details\":\"{}\"}",
            "{\"event\":\"approval.decided\",\"details\":\"{\\\"step\\\":\\\"1\\\"}\"}",
            "{\"head\":\"abc\"}");
    assertThat(run.decisions()).isZero();
  }

  /** A node denies a permit whose obligation it does not know; the policies have permitted. */
  @Test
  void anUnknownObligationWasAPermit() throws IOException {
    ReviewedPolicies next =
        ReviewFolder.copy(home, PLAN)
            .replace(
                "plan.cedar",
                "@id(\"plan-within-scope\")",
                "@id(\"plan-within-scope\")\n@obligation(\"sing\")")
            .read();
    Map<String, String> details = with("reasons", "obligation-unknown");
    details.put("obligations", "sing");
    details.put("subject_type", "Agent");
    assertThat(run(next, row(PLAN, "DENIED", details)).changes().list()).isEmpty();
    assertThat(run(ReviewFolder.DEFAULTS, row(PLAN, "DENIED", details)).changes().list())
        .extracting(Changes.Change::kind)
        .containsExactly(Changes.Kind.OTHER_DUTIES);
  }
}
