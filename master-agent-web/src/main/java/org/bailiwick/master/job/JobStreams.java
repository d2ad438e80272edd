package org.bailiwick.master.job;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.runner.JobListener;
import org.bailiwick.node.log.StructuredLog;

/**
 * Open event streams of jobs. Each event is the whole job as it is then, so a client that missed
 * one has lost nothing; the stream ends with the job. A fixed number may be open in all, a quarter
 * of it by one reader. Clients that do not read hold a few threads and no more, for the pool is
 * that of the jobs.
 */
public final class JobStreams implements JobListener {

  private static final StructuredLog LOG = StructuredLog.of(JobStreams.class);

  /** One client; remembers what it was told last, so that a repeated look tells nothing twice. */
  private static final class Stream {
    private final String reader;
    private final SseEventSink sink;
    private final Sse sse;
    private String told = "";

    Stream(String reader, SseEventSink sink, Sse sse) {
      this.reader = reader;
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

  /** The number of threads that may wait for clients at once. */
  private static final int TELLERS = 8;

  private static final int PART_OF_ONE_READER = 4;

  private final Function<String, Optional<JobRecord>> jobs;
  private final Executor tasks;
  private final int max;
  private final Map<String, Integer> open = new HashMap<>(); // by reader
  private final Map<String, List<Stream>> streams = new ConcurrentHashMap<>();
  private final Set<String> due = new LinkedHashSet<>();
  private final Set<String> underWay = new HashSet<>();
  private int tellers;

  public JobStreams(Function<String, Optional<JobRecord>> jobs, Executor tasks, int max) {
    this.jobs = jobs;
    this.tasks = tasks;
    this.max = max;
  }

  /** Begins a stream with the job as it is. */
  void open(String reader, String jobId, SseEventSink sink, Sse sse) {
    count(reader);
    streams
        .computeIfAbsent(jobId, id -> new CopyOnWriteArrayList<>())
        .add(new Stream(reader, sink, sse));
    changed(jobId);
  }

  private void count(String reader) {
    synchronized (open) {
      int mine = open.getOrDefault(reader, 0);
      if (openStreams() >= max || mine >= Math.max(1, max / PART_OF_ONE_READER)) {
        throw new ProblemException(
            ProblemType.TOO_MANY_REQUESTS, "event-streams", "Too many event streams are open.");
      }
      open.put(reader, mine + 1);
    }
  }

  @Override
  public void changed(String jobId) {
    if (streams.containsKey(jobId) && wantsTeller(jobId)) {
      tasks.execute(this::tellDue);
    }
  }

  private boolean wantsTeller(String jobId) {
    synchronized (due) {
      due.add(jobId);
      boolean wanted = tellers < TELLERS;
      tellers += wanted ? 1 : 0;
      return wanted;
    }
  }

  private void tellDue() {
    for (Optional<String> next = next(); next.isPresent(); next = next()) {
      String jobId = next.get();
      try {
        tell(jobId);
      } catch (RuntimeException e) {
        LOG.fault("stream.failed", Map.of("job", jobId), e);
      } finally {
        synchronized (due) {
          underWay.remove(jobId);
        }
      }
    }
  }

  /** A job that nobody is telling of now; without one the teller ends. */
  private Optional<String> next() {
    synchronized (due) {
      Optional<String> next = due.stream().filter(job -> !underWay.contains(job)).findFirst();
      next.ifPresent(
          job -> {
            due.remove(job);
            underWay.add(job);
          });
      tellers -= next.isPresent() ? 0 : 1;
      return next;
    }
  }

  /** Called every few seconds: finds streams whose client is gone, and jobs of another node. */
  public void refresh() {
    streams.keySet().forEach(this::changed);
  }

  public int openStreams() {
    synchronized (open) {
      return open.values().stream().mapToInt(Integer::intValue).sum();
    }
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
      synchronized (open) {
        open.computeIfPresent(stream.reader, (reader, count) -> count > 1 ? count - 1 : null);
      }
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
