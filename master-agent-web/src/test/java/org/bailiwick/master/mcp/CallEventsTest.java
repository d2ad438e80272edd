package org.bailiwick.master.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.storedresult.ResultBounds;
import org.bailiwick.master.storedresult.StoredResults;
import org.bailiwick.master.testing.TestEvents;
import org.bailiwick.node.lease.HeldLease;
import org.bailiwick.node.lease.Lease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallEventsTest extends McpTestBase {

  private CallEvents events(CallPosition position, Resumption resumption) {
    CallResults results = new CallResults(rig.journal, shares, "https://master.example/v1/jobs");
    return new CallEvents(
        position,
        results,
        rig.clock,
        new CallEvents.Client(new TestEvents(), new RecordedEvents(), resumption));
  }

  private RecordedEvents.Seen next(CallEvents events, String jobId) {
    return (RecordedEvents.Seen) events.next(rig.journal.find(jobId).orElseThrow());
  }

  private void done(String job, String output) {
    rig.clock.move(Duration.ofSeconds(20));
    HeldLease lease =
        new Lease(rig.writer, "domain", rig.clock, () -> 0L)
            .acquire("job/" + job, Duration.ofSeconds(15))
            .orElseThrow();
    rig.journal.stepEnded(lease, StepRecord.End.done(job, "call", output));
    rig.journal.jobEnded(lease, new JobRecord.End(job, ExecutionState.DONE, Optional.empty()));
  }

  @Test
  void theStreamHasAnIdThenNothingThenTheResult() {
    CallPosition position = server.call(caller, call("1", PARSE), SESSION);
    CallEvents events = events(position, Resumption.BY_EVENT_ID);
    RecordedEvents.Seen primed = next(events, position.jobId());
    assertThat(primed.data()).isEqualTo("\r");
    assertThat(CallPosition.read(primed.id())).isEqualTo(position);
    assertThat(next(events, position.jobId()).comment()).isEqualTo("running");
    done(position.jobId(), "{\"total\": 5}");
    JsonObject answer = StrictJson.object(next(events, position.jobId()).data());
    assertThat(answer.getInt("id")).isEqualTo(1);
    JsonObject result = answer.getJsonObject("result");
    assertThat(result.getBoolean("isError")).isFalse();
    assertThat(result.getJsonObject("structuredContent").getInt("total")).isEqualTo(5);
    assertThat(StrictJson.object(result.getJsonArray("content").getJsonObject(0).getString("text")))
        .isEqualTo(result.getJsonObject("structuredContent"));
    assertThat(result.getJsonObject("_meta").getString("bailiwick/job-url"))
        .isEqualTo("https://master.example/v1/jobs/" + position.jobId());
  }

  @Test
  void aLongResultIsALinkAndNoPartOfTheAnswer() throws IOException {
    CallPosition position = server.call(caller, call("1", PARSE), SESSION);
    byte[] output = ("\"" + "x".repeat(5000) + "\"").getBytes(StandardCharsets.UTF_8);
    StoredResults.Kept.Linkable kept =
        (StoredResults.Kept.Linkable)
            rig.journal
                .stored()
                .keep(
                    new StoredResults.Place(position.jobId(), "call", "caller"),
                    new StoredResults.Source(
                        () -> new ByteArrayInputStream(output), List.of(), 1, output.length),
                    new ResultBounds(1000, 1 << 20, 1 << 20, 1 << 22));
    CallEvents events = events(position, Resumption.NONE);
    rig.clock.move(Duration.ofSeconds(20));
    HeldLease lease =
        new Lease(rig.writer, "domain", rig.clock, () -> 0L)
            .acquire("job/" + position.jobId(), Duration.ofSeconds(15))
            .orElseThrow();
    rig.journal.stepEnded(lease, StepRecord.End.stored(position.jobId(), "call", kept.link()));
    rig.journal.jobEnded(
        lease, new JobRecord.End(position.jobId(), ExecutionState.DONE, Optional.empty()));

    JsonObject result =
        StrictJson.object(next(events, position.jobId()).data()).getJsonObject("result");
    JsonObject link = result.getJsonArray("content").getJsonObject(1);
    assertThat(link.getString("type")).isEqualTo("resource_link");
    assertThat(link.getString("uri"))
        .isEqualTo("https://master.example/v1/results/" + kept.result().id());
    assertThat(link.getInt("size")).isEqualTo(output.length);
    assertThat(result.getBoolean("isError")).isTrue();
    assertThat(result.toString()).doesNotContain("xxx");
  }

  @Test
  void progressGrowsWithEachNotification() {
    CallPosition position =
        server.call(caller, call("1", PARSE + ",\"_meta\":{\"progressToken\":\"p\"}"), SESSION);
    CallEvents events = events(position, Resumption.NONE);
    rig.clock.move(Duration.ofMillis(1500));
    JsonObject first = StrictJson.object(next(events, position.jobId()).data());
    assertThat(first.getString("method")).isEqualTo("notifications/progress");
    assertThat(first.getJsonObject("params").getString("progressToken")).isEqualTo("p");
    assertThat(next(events, position.jobId()).data()).as("at the same moment").isNull();
    rig.clock.move(Duration.ofSeconds(5));
    JsonObject later =
        StrictJson.object(next(events(position, Resumption.NONE), position.jobId()).data());
    assertThat(
            later.getJsonObject("params").getJsonNumber("progress").doubleValue()
                - first.getJsonObject("params").getJsonNumber("progress").doubleValue())
        .isEqualTo(5.0);
  }

  @Test
  void anOlderClientIsSentNoEmptyEvent() {
    CallPosition position = server.call(caller, call("1", PARSE), SESSION);
    assertThat(next(events(position, Resumption.NONE), position.jobId()).data()).isNull();
  }

  @Test
  void outputsOfEveryFormAreResults() {
    CallPosition position = server.call(caller, call("1", PARSE), SESSION);
    done(position.jobId(), "[1,\"a\"]");
    JsonObject answer =
        StrictJson.object(next(events(position, Resumption.NONE), position.jobId()).data());
    assertThat(answer.getJsonObject("result").getJsonObject("structuredContent").toString())
        .isEqualTo("{\"output\":[1,\"a\"]}");
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED, The job has failed: step call: agent-refused.",
    "CANCELLED, The job has been cancelled: step call: agent-refused."
  })
  void aJobThatDidNotEndWellIsAnErrorWithItsReason(ExecutionState state, String sentence) {
    CallPosition position = server.call(caller, call("1", PARSE), SESSION);
    rig.journal.jobEnded(
        new JobRecord.End(position.jobId(), state, Optional.of("step call: agent-refused")));
    JsonObject result =
        StrictJson.object(next(events(position, Resumption.NONE), position.jobId()).data())
            .getJsonObject("result");
    assertThat(result.getBoolean("isError")).isTrue();
    assertThat(result.getJsonArray("content").getJsonObject(0).getString("text"))
        .isEqualTo(sentence);
    assertThat(result.containsKey("structuredContent")).isFalse();
  }
}
