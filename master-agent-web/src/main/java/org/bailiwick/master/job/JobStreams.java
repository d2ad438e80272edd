package org.bailiwick.master.job;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.runner.JobListener;
import org.bailiwick.node.log.StructuredLog;

/**
 * Open event streams of jobs. Each event is the whole job as it is then, so a client that missed
 * one has lost nothing; the stream ends with the job. A fixed number may be open in all.
 */
public final class JobStreams implements JobListener {

  private static final StructuredLog LOG = StructuredLog.of(JobStreams.class);

  /** One client; remembers what it was told last, so that a repeated look tells nothing twice. */
  private static final class Stream {
    private final SseEventSink sink;
    private final Sse sse;
    private String told = "";

    Stream(SseEventSink sink, Sse sse) {
      this.sink = sink;
      this.sse = sse;
    }

    /** The job as it is, or a comment when the client knows it; false when the client is gone. */
    synchronized boolean tell(String view) {
      OutboundSseEvent.Builder event = sse.newEventBuilder();
      if (view.equals(told)) {
        event.comment("unchanged");
      } else {
        event.name("job").mediaType(MediaType.APPLICATION_JSON_TYPE).data(String.class, view);
      }
      told = view;
      // Waiting keeps the order of events and finds a client that is gone.
      return !sink.isClosed()
          && sink.send(event.build())
              .handle((done, failure) -> failure == null)
              .toCompletableFuture()
              .join();
    }
  }

  private final Function<String, Optional<JobRecord>> jobs;
  private final Executor tasks;
  private final int max;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, List<Stream>> streams = new ConcurrentHashMap<>();

  public JobStreams(Function<String, Optional<JobRecord>> jobs, Executor tasks, int max) {
    this.jobs = jobs;
    this.tasks = tasks;
    this.max = max;
  }

  /** Begins a stream with the job as it is. */
  void open(String jobId, SseEventSink sink, Sse sse) {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS, "event-streams", "Too many event streams are open.");
    }
    streams.computeIfAbsent(jobId, id -> new CopyOnWriteArrayList<>()).add(new Stream(sink, sse));
    changed(jobId);
  }

  @Override
  public void changed(String jobId) {
    if (streams.containsKey(jobId)) {
      tasks.execute(() -> tell(jobId));
    }
  }

  /** Called every few seconds: finds streams whose client is gone, and jobs of another node. */
  public void refresh() {
    streams.keySet().forEach(this::changed);
  }

  public int openStreams() {
    return open.get();
  }

  private void tell(String jobId) {
    Optional<JobRecord> job = jobs.apply(jobId);
    for (Stream stream : streams.getOrDefault(jobId, List.of())) {
      boolean reached = job.isPresent() && stream.tell(JobView.of(job.get()).toString());
      if (!reached || job.get().state().isFinal()) {
        close(jobId, stream);
      }
    }
  }

  private void close(String jobId, Stream stream) {
    List<Stream> ofJob = streams.getOrDefault(jobId, List.of());
    if (ofJob.remove(stream)) {
      open.decrementAndGet();
      shut(stream.sink);
    }
    streams.computeIfPresent(jobId, (id, left) -> left.isEmpty() ? null : left);
  }

  private static void shut(SseEventSink sink) {
    try {
      sink.close();
    } catch (IOException e) {
      LOG.info("stream.client-gone", Map.of());
    }
  }
}
