package org.bailiwick.master.a2a;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.bailiwick.master.job.StreamTarget;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;

/**
 * The stream of a task to one client: first the task, then an event for each artifact and each
 * change of the state (A2A 1.0 sections 3.1.2 and 11.7). The artifacts come before the state that
 * ends the stream.
 */
final class TaskEvents implements StreamTarget {
  private final SseEventSink sink;
  private final Sse sse;
  private final TaskViews views;
  private final UnaryOperator<String> envelope;
  private final Set<String> done = new HashSet<>();
  private String status = "";

  /**
   * @param envelope what the binding puts around a StreamResponse
   */
  TaskEvents(SseEventSink sink, Sse sse, TaskViews views, UnaryOperator<String> envelope) {
    this.sink = sink;
    this.sse = sse;
    this.views = views;
    this.envelope = envelope;
  }

  @Override
  public synchronized boolean send(JobRecord job, Supplier<String> view) {
    List<String> news = news(job);
    if (news.isEmpty()) {
      return sent(sse.newEventBuilder().comment("unchanged").build());
    }
    return news.stream().allMatch(response -> sent(event(envelope.apply(response))));
  }

  private List<String> news(JobRecord job) {
    List<String> news = new ArrayList<>();
    Set<String> ended =
        job.steps().stream()
            .filter(step -> step.state() == ExecutionState.DONE)
            .map(StepRecord::stepId)
            .filter(step -> !done.contains(step))
            .collect(Collectors.toSet());
    String update = TaskView.statusUpdate(job);
    if (status.isEmpty()) {
      news.add("{\"task\":" + views.of(job) + "}");
    } else {
      if (!ended.isEmpty()) {
        news.addAll(views.artifactUpdates(job, ended));
      }
      if (!update.equals(status)) {
        news.add(update);
      }
    }
    status = update;
    done.addAll(ended);
    return news;
  }

  private OutboundSseEvent event(String text) {
    return sse.newEventBuilder()
        .mediaType(MediaType.APPLICATION_JSON_TYPE)
        .data(String.class, text)
        .build();
  }

  /** Waits for the client, which keeps the order of events and shows whether it is gone. */
  private boolean sent(OutboundSseEvent event) {
    return !sink.isClosed()
        && sink.send(event).handle((done, failure) -> failure == null).toCompletableFuture().join();
  }

  @Override
  public void close() throws IOException {
    sink.close();
  }
}
