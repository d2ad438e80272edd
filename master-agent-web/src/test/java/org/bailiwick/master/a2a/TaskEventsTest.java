package org.bailiwick.master.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.texts.TextShares;
import org.junit.jupiter.api.Test;

/** Tests the JSON of tasks, and the order of the events of a stream (A2A 1.0 section 11.7). */
class TaskEventsTest {
  private final List<String> sent = new ArrayList<>();
  private boolean closed;

  private static StepRecord step(String id, ExecutionState state) {
    return new StepRecord(
        id,
        Optional.of(id),
        "x.y@1",
        state,
        Optional.of("spiffe://bailiwick.example/agent/inside"),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static JobRecord job(ExecutionState state, Optional<String> reason, StepRecord... steps) {
    return new JobRecord(
        "j",
        new JobOwner(TestCallers.agent("spiffe://partner.example/agent/caller"), "principal"),
        new JobRecord.Origin("txn", "jti", "why", Optional.empty()),
        new JobRecord.Progress(
            state,
            reason,
            Instant.EPOCH,
            Instant.EPOCH,
            state.isFinal() ? Optional.of(Instant.ofEpochSecond(1)) : Optional.empty(),
            Optional.empty()),
        List.of(steps));
  }

  @Test
  void aTaskIsAJobWithoutItsAgents() {
    String task =
        TaskView.task(
            job(
                ExecutionState.FAILED,
                Optional.of("step b: out of \"paper\""),
                step("a", ExecutionState.DONE),
                step("b", ExecutionState.FAILED)),
            Map.of("a", "{\"n\":1.50}"));
    assertThat(task)
        .isEqualTo(
            "{\"id\":\"j\",\"contextId\":\"j\",\"status\":{\"state\":\"TASK_STATE_FAILED\","
                + "\"message\":{\"messageId\":\"j-status\",\"contextId\":\"j\",\"taskId\":\"j\","
                + "\"role\":\"ROLE_AGENT\",\"parts\":[{\"text\":\"step b: out of \\\"paper\\\"\"}]},"
                + "\"timestamp\":\"1970-01-01T00:00:01.000Z\"},"
                + "\"metadata\":{\"purpose\":\"why\",\"steps\":["
                + "{\"id\":\"a\",\"capability\":\"x.y@1\",\"state\":\"done\"},"
                + "{\"id\":\"b\",\"capability\":\"x.y@1\",\"state\":\"failed\"}]},"
                + "\"artifacts\":[{\"artifactId\":\"a\",\"name\":\"a\","
                + "\"description\":\"Output of x.y@1\",\"parts\":[{\"data\":{\"n\":1.50},"
                + "\"mediaType\":\"application/json\"}]}]}");
    StrictJson.object(task);
    assertThat(TaskView.task(job(ExecutionState.RUNNING, Optional.empty()), Map.of()))
        .contains("TASK_STATE_WORKING")
        .doesNotContain("artifacts");
  }

  @Test
  void aLongOutputIsAnArtifactWithAnUrl() {
    JobRecord job = job(ExecutionState.DONE, Optional.empty(), step("a", ExecutionState.DONE));
    String part =
        "\"artifactId\":\"a\",\"name\":\"a\",\"description\":\"Output of x.y@1\","
            + "\"parts\":[{\"url\":\"https://m.example/v1/results/17\","
            + "\"mediaType\":\"application/json\"}]}";
    Map<String, String> urls = Map.of("a", "https://m.example/v1/results/17");
    assertThat(TaskView.task(job, Map.of(), urls)).contains(part);
    assertThat(TaskView.urlUpdate(job, job.steps().getFirst(), urls.get("a"))).contains(part);
  }

  @Test
  void eachStateOfAJobIsOneOfATask() {
    assertThat(TaskView.state(ExecutionState.DONE)).isEqualTo("TASK_STATE_COMPLETED");
    assertThat(TaskView.state(ExecutionState.FAILED)).isEqualTo("TASK_STATE_FAILED");
    assertThat(TaskView.state(ExecutionState.CANCELLED)).isEqualTo("TASK_STATE_CANCELED");
    assertThat(TaskView.state(ExecutionState.RUNNING)).isEqualTo("TASK_STATE_WORKING");
  }

  @Test
  void firstComesTheTaskThenArtifactsThenTheState() {
    TaskEvents events = new TaskEvents(sink(), sse(), views(), text -> "<" + text + ">");
    JobRecord before =
        job(
            ExecutionState.RUNNING,
            Optional.empty(),
            step("a", ExecutionState.DONE),
            step("b", ExecutionState.RUNNING));
    JobRecord after =
        job(
            ExecutionState.DONE,
            Optional.empty(),
            step("a", ExecutionState.DONE),
            step("b", ExecutionState.DONE));
    assertThat(events.send(before, () -> "")).isTrue();
    assertThat(events.send(before, () -> "")).isTrue();
    assertThat(events.send(after, () -> "")).isTrue();
    assertThat(sent).hasSize(4);
    assertThat(sent.get(0)).startsWith("<{\"task\":{").contains("\"artifactId\":\"a\"");
    assertThat(sent.get(1)).isEqualTo("comment");
    assertThat(sent.get(2))
        .startsWith("<{\"artifactUpdate\":{")
        .contains("\"artifactId\":\"b\"")
        .doesNotContain("\"artifactId\":\"a\"");
    assertThat(sent.get(3)).startsWith("<{\"statusUpdate\":{").contains("TASK_STATE_COMPLETED");
    closed = true;
    assertThat(events.send(after, () -> "")).isFalse();
  }

  private static TaskViews views() {
    Map<String, String> results = Map.of("a", "{}", "b", "{}");
    return new TaskViews(
        job -> Optional.empty(),
        job -> Map.of("a", 2, "b", 2),
        (job, steps) ->
            results.entrySet().stream()
                .filter(result -> steps.contains(result.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
        new TextShares(1000));
  }

  /** Makes events that tell their comment and their data. */
  private static Sse sse() {
    return proxy(
        Sse.class,
        (self, method, arguments) -> {
          Map<String, Object> parts = new HashMap<>();
          return proxy(
              OutboundSseEvent.Builder.class,
              (builder, part, values) -> {
                if (!part.getName().equals("build")) {
                  parts.put(part.getName(), values[values.length - 1]);
                  return builder;
                }
                return proxy(
                    OutboundSseEvent.class,
                    (event, asked, none) ->
                        parts.get(asked.getName().equals("getData") ? "data" : "comment"));
              });
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            TaskEventsTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private SseEventSink sink() {
    return new SseEventSink() {
      @Override
      public boolean isClosed() {
        return closed;
      }

      @Override
      public CompletionStage<?> send(OutboundSseEvent event) {
        sent.add(event.getComment() == null ? (String) event.getData() : "comment");
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void close() {
        closed = true;
      }
    };
  }
}
