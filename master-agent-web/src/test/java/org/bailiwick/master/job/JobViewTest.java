package org.bailiwick.master.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import jakarta.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.authorizationcontext.AuthorizationContext;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.storedresult.StoredResult;
import org.junit.jupiter.api.Test;

class JobViewTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final JobView.Contexts NONE =
      new JobView.Contexts(Optional.empty(), List.of(), Optional.empty());

  private static JobRecord job() {
    return job(Optional.empty());
  }

  private static JobRecord job(Optional<Instant> textsDeletedAt) {
    TestLeaf leaf = TestCa.create("partner.example").agent("buyer", "x.y@1");
    return new JobRecord(
        "j",
        new JobOwner(TestCallers.agent(leaf.certificate()), "p"),
        new JobRecord.Origin("t", "r", "p", Optional.of("plan")),
        new JobRecord.Progress(
            ExecutionState.DONE,
            Optional.empty(),
            Instant.EPOCH,
            Instant.EPOCH,
            Optional.of(Instant.EPOCH),
            textsDeletedAt),
        List.of(
            new StepRecord(
                "a",
                Optional.of("a"),
                "x.y@1",
                ExecutionState.DONE,
                Optional.of("g"),
                Optional.empty(),
                Optional.empty(),
                List.of())));
  }

  @Test
  void threat55AResultOfManySmallValuesIsAnsweredAsItsText() {
    String result = "[" + "{},".repeat(300_000) + "{}]";
    JobRecord job = job();
    assertThat(JobView.of(job, texts(Map.of("a", "[]")), NONE)).isNotEmpty();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    String view = JobView.of(job, texts(Map.of("a", result)), NONE);
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(10L * result.length());
    assertThat(view).contains(result);
    assertThat(
            StrictJson.object(view).getJsonArray("steps").getJsonObject(0).getJsonArray("output"))
        .hasSize(300_001);
  }

  @Test
  void saysWhenTheResultsWereDeleted() {
    assertThat(JobView.of(job(), texts(Map.of()), NONE)).doesNotContain("results_deleted_at");
    assertThat(JobView.of(job(Optional.of(Instant.EPOCH)), texts(Map.of()), NONE))
        .contains("\"results_deleted_at\":\"1970-01-01T00:00:00Z\"");
  }

  /** What came with the job, and what left for it (docs/chaining.md). */
  @Test
  void showsTheGrantsThatCrossedTheBorder() {
    AuthorizationContext context =
        new AuthorizationContext(
            "spiffe://partner.example/agent/buyer",
            "https://as.partner.example#alice",
            "fx.rates@1",
            Optional.empty(),
            "https://master.bailiwick.example",
            new AuthorizationContext.Assertion(
                AuthorizationContext.JWT_BEARER,
                "JWT",
                "https://as.partner.example",
                "grant-1",
                "00"),
            "{}",
            Optional.of("txn-1"));
    JsonObject view =
        StrictJson.object(
            JobView.of(
                job(),
                texts(Map.of()),
                new JobView.Contexts(
                    Optional.of(context), List.of(context, context), Optional.of("undo-1"))));
    JsonObject shown = view.getJsonObject("authorization");
    assertThat(shown.keySet())
        .containsExactlyInAnyOrder(
            "agent", "subject", "scope", "audience", "grant_type", "assertion", "act", "txn");
    assertThat(shown.getJsonObject("assertion").keySet())
        .containsExactlyInAnyOrder("typ", "iss", "jti", "sha256");
    assertThat(view.getJsonArray("grants")).hasSize(2).containsOnly(shown);
    assertThat(JobView.of(job(), texts(Map.of()), NONE)).doesNotContain("authorization", "grants");
  }

  @Test
  void namesAnOutputThatIsTooLongByReference() {
    StoredResult stored = new StoredResult("17", "job-1", "a", 5_000_000, "00");
    URI results = URI.create("https://master.example/v1/results");
    JobView.Outputs outputs = new JobView.Outputs(Map.of(), Map.of("a", stored.reference(results)));

    JsonObject step =
        StrictJson.object(JobView.of(job(), outputs, NONE)).getJsonArray("steps").getJsonObject(0);

    assertThat(step.containsKey("output")).isFalse();
    assertThat(step.getJsonObject("output_reference").getString("href"))
        .isEqualTo("https://master.example/v1/results/17");
    assertThat(step.getJsonObject("output_reference").getInt("size")).isEqualTo(5_000_000);
  }

  private static JobView.Outputs texts(Map<String, String> texts) {
    return new JobView.Outputs(texts, Map.of());
  }
}
