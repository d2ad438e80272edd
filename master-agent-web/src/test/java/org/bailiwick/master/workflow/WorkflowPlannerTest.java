package org.bailiwick.master.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

class WorkflowPlannerTest {

  private final WorkflowPlanner planner = new WorkflowPlanner(50);

  private static String step(String id, String after) {
    return "{\"id\":\"%s\",\"capability\":\"invoice.parse@1\",\"input\":{},\"after\":[%s]}"
        .formatted(id, after);
  }

  private static String job(String... steps) {
    return "{\"purpose\":\"book invoices\",\"steps\":[" + String.join(",", steps) + "]}";
  }

  private ProblemException refusal(String body) {
    return catchThrowableOfType(ProblemException.class, () -> plan(body));
  }

  private Workflow plan(String body) {
    return planner.plan(JobRequest.parse(body).steps());
  }

  private void refuses(String body, ProblemType type, String check) {
    ProblemException refusal = refusal(body);
    assertThat(refusal).as("refused: %s", body).isNotNull();
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(refusal.check()).isEqualTo(check);
  }

  @Test
  void ordersEachStepAfterWhatItNeeds() {
    Workflow workflow = plan(job(step("c", "\"a\",\"b\""), step("a", ""), step("b", "")));
    assertThat(workflow.planned()).extracting(StepRequest::id).containsExactly("c", "a", "b");
    assertThat(workflow.steps()).extracting(StepRequest::id).containsExactly("a", "b", "c");
  }

  @Test
  void oneRequestHasOneDigestHoweverItIsWritten() {
    JobRequest request =
        JobRequest.parse(
            "{\"steps\":[{\"delegates\":[\"receipt.write@1\"],\"capability\":\"ledger.post@1\","
                + "\"input\":[1,\"x\",null],\"id\":\"a\"}],\"purpose\":\"p\"}");
    String ordered =
        "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"ledger.post@1\","
            + "\"input\":[1,\"x\",null],\"after\":[],\"delegates\":[\"receipt.write@1\"]}]}";
    assertThat(request.sha256()).isEqualTo(Sha256.hex(ordered));
    assertThat(request.octets()).isEqualTo(ordered.length());
    assertThat(JobRequest.parse(ordered)).isEqualTo(request);
    assertThat(JobRequest.parse(ordered.replace("[1,", "[2,")).sha256())
        .isNotEqualTo(request.sha256());
  }

  @Test
  void takesTheInputOfEachStepAsText() {
    JobRequest request =
        JobRequest.parse(
            "{\"purpose\":\"h\u00e9 \\u20ac\",\"steps\":["
                + "{\"id\":\"a\",\"capability\":\"fx.rates@1\",\"input\": {\"k\" : 1e2}},"
                + "{\"id\":\"b\",\"capability\":\"fx.rates@1\"}]}");
    assertThat(request.inputs()).isEqualTo(Map.of("a", "{\"k\":1E+2}", "b", "{}"));
  }

  @Test
  void aPlanHasOneText() {
    String text =
        PlanText.of(
            plan(
                job(
                    step("b", "\"a\""),
                    "{\"id\":\"a\",\"capability\":\"fx.rates@1\",\"input\":{\"secret\":1},"
                        + "\"delegates\":[\"b.b@1\",\"a.a@1\"]}")));
    assertThat(text)
        .isEqualTo(
            "{\"steps\":[{\"after\":[\"a\"],\"capability\":\"invoice.parse@1\","
                + "\"delegates\":[],\"id\":\"b\"},{\"after\":[],\"capability\":\"fx.rates@1\","
                + "\"delegates\":[\"a.a@1\",\"b.b@1\"],\"id\":\"a\"}],\"version\":1}");
    for (String other :
        List.of(
            text.replace("\"version\":1", "\"version\":2"),
            text.replace(",\"version\":1", ""),
            text.replace("\"id\":\"a\"", "\"id\":\"a\",\"if\":\"x\""),
            text.replace("[\"a.a@1\",\"b.b@1\"]", "[\"b.b@1\",\"a.a@1\"]"),
            text.replace("[\"a\"]", "[1]"),
            text + " ",
            "{}",
            "[]",
            "")) {
      assertThat(catchThrowableOfType(ProblemException.class, () -> PlanText.read(other)))
          .as(other)
          .isNotNull();
    }
  }

  @Test
  void aStepMayNameTheDomainThatDoesIt() {
    String step = step("a", "").replace("\"after\"", "\"domain\":\"other.example\",\"after\"");
    JobRequest request = JobRequest.parse(job(step));
    assertThat(request.steps().getFirst().domain()).contains(TrustDomain.parse("other.example"));
    assertThat(request.sha256()).isNotEqualTo(JobRequest.parse(job(step("a", ""))).sha256());
    String text = PlanText.of(planner.plan(request.steps()));
    assertThat(text).contains("\"domain\":\"other.example\"");
    assertThat(PlanText.read(text)).isEqualTo(request.steps());
    for (String wrong : List.of("7", "\"Other.example\"", "\"spiffe://other.example\"", "null")) {
      assertThat(refusal(job(step.replace("\"other.example\"", wrong)))).as(wrong).isNotNull();
    }
  }

  @Test
  void threat55RefusesAJobOfManySmallValues() {
    String body = job(step("a", "").replace("{}", "[" + "{},".repeat(300_000) + "{}]"));
    JobRequest request = JobRequest.parse(body);
    assertThat(request.inputs().get("a")).hasSize(3 * 300_001 + 1);
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> JobRequest.parse(body, 50_000));
    assertThat(refusal.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
    assertThat(refusal.check()).isEqualTo("job-values");
  }

  @Test
  void theScopeOfAStepHasNothingOfItsSiblings() {
    Workflow workflow =
        plan(
            job(
                "{\"id\":\"a\",\"capability\":\"fx.rates@1\"}",
                "{\"id\":\"b\",\"capability\":\"ledger.post@1\","
                    + "\"delegates\":[\"receipt.write@1\"]}"));
    assertThat(workflow.stepScope(workflow.steps().getLast()).scope())
        .isEqualTo("ledger.post@1 receipt.write@1");
    assertThat(workflow.scope().scope()).isEqualTo("fx.rates@1 ledger.post@1 receipt.write@1");
  }

  @Test
  void threat55RefusesTenThousandSteps() {
    String steps =
        IntStream.range(0, 10_000)
            .mapToObj(i -> step("s" + i, ""))
            .collect(Collectors.joining(","));
    refuses(job(steps), ProblemType.JOB_NOT_ACCEPTABLE, "step-count");
  }

  @Test
  void threat55RefusesAStepThatWaitsForItself() {
    refuses(job(step("a", "\"a\"")), ProblemType.JOB_NOT_ACCEPTABLE, "step-after-itself");
  }

  @Test
  void refusesACycle() {
    refuses(
        job(step("a", "\"c\""), step("b", "\"a\""), step("c", "\"b\"")),
        ProblemType.JOB_NOT_ACCEPTABLE,
        "step-cycle");
  }

  @Test
  void refusesWhatIsNotOneGraph() {
    refuses(job(), ProblemType.JOB_NOT_ACCEPTABLE, "step-count");
    refuses(job(step("a", ""), step("a", "")), ProblemType.JOB_NOT_ACCEPTABLE, "step-id-repeated");
    refuses(job(step("a", "\"z\"")), ProblemType.JOB_NOT_ACCEPTABLE, "step-unknown");
    refuses(job(step("A", "")), ProblemType.JOB_NOT_ACCEPTABLE, "step-id-form");
    refuses(job(step("a/b", "")), ProblemType.JOB_NOT_ACCEPTABLE, "step-id-form");
    refuses(
        job(step("a", ""), step("b", "\"a\",\"a\"")),
        ProblemType.JOB_NOT_ACCEPTABLE,
        "after-repeated");
  }

  @Test
  void refusesWhatIsNotAJob() {
    refuses("[]", ProblemType.MALFORMED_REQUEST, "job-json");
    refuses("{\"purpose\":\"p\"", ProblemType.MALFORMED_REQUEST, "job-json");
    refuses(
        "{\"purpose\":\"p\",\"purpose\":\"q\",\"steps\":[]}",
        ProblemType.MALFORMED_REQUEST,
        "job-json");
    refuses("{\"purpose\":\"\",\"steps\":[]}", ProblemType.MALFORMED_REQUEST, "purpose");
    refuses("{\"purpose\":\"p\u202e\",\"steps\":[]}", ProblemType.MALFORMED_REQUEST, "purpose");
    refuses("{\"purpose\":\"p\",\"steps\":{}}", ProblemType.MALFORMED_REQUEST, "member-missing");
    refuses("{\"purpose\":\"p\",\"steps\":[1]}", ProblemType.MALFORMED_REQUEST, "step-form");
  }

  @Test
  void threat46RefusesACredentialInTheBody() {
    refuses(
        "{\"purpose\":\"p\",\"steps\":[],\"access_token\":\"x\"}",
        ProblemType.MALFORMED_REQUEST,
        "member-unknown");
  }

  @Test
  void refusesACapabilityInAnotherSpelling() {
    refuses(
        job("{\"id\":\"a\",\"capability\":\"Invoice.parse@1\"}"),
        ProblemType.MALFORMED_REQUEST,
        refusal(job("{\"id\":\"a\",\"capability\":\"Invoice.parse@1\"}")).check());
  }
}
