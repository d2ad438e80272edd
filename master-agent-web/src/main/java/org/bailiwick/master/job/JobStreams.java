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
 * The open event streams of jobs. Each event holds the whole job, so that a client which missed an
 * event has lost nothing. A stream ends with its job. There is a limit for all streams, and a
 * quarter of it for one reader. Only a few threads wait for clients that do not read, because the
 * jobs use the same thread pool.
 */
public final class JobStreams implements JobListener {

  private static final StructuredLog LOG = StructuredLog.of(JobStreams.class);

  /** The stream to one client. It remembers the last view, so that no view is sent twice. */
  private static final class Stream {
    private final String reader;
    private final SseEventSink sink;
    private final Sse sse;
    private String sent = "";

    Stream(String reader, SseEventSink sink, Sse sse) {
      this.reader = reader;
      this.sink = sink;
      this.sse = sse;
    }

    /** Sends the view, or a comment if the client has it. Returns false if the client is gone. */
    synchronized boolean send(String view) {
      OutboundSseEvent.Builder event = sse.newEventBuilder();
      if (view.equals(sent)) {
        event.comment("unchanged");
      } else {
        event.name("job").mediaType(MediaType.APPLICATION_JSON_TYPE).data(String.class, view);
      }
      sent = view;
      // Waiting for the send keeps the order of events and detects a client that is gone.
      return !sink.isClosed()
          && sink.send(event.build())
              .handle((done, failure) -> failure == null)
              .toCompletableFuture()
              .join();
    }
  }

  /** The greatest number of threads that wait for clients at once. */
  private static final int MAX_SENDERS = 8;

  private static final int PART_OF_ONE_READER = 4;

  private final Function<String, Optional<JobRecord>> jobs;
  private final Executor tasks;
  private final int max;
  private final Map<String, Integer> open = new HashMap<>(); // by reader
  private final Map<String, List<Stream>> streams = new ConcurrentHashMap<>();
  private final Set<String> due = new LinkedHashSet<>();
  private final Set<String> sending = new HashSet<>();
  private int senders;

  public JobStreams(Function<String, Optional<JobRecord>> jobs, Executor tasks, int max) {
    this.jobs = jobs;
    this.tasks = tasks;
    this.max = max;
  }

  /** Opens a stream, whose first event holds the job as it is now. */
  void open(String reader, String jobId, SseEventSink sink, Sse sse) {
    count(reader);
    streams
        .computeIfAbsent(jobId, id -> new CopyOnWriteArrayList<>())
        .add(new Stream(reader, sink, sse));
    changed(jobId);
  }

  private void count(String reader) {
    synchronized (open) {
      int ofReader = open.getOrDefault(reader, 0);
      if (openStreams() >= max || ofReader >= Math.max(1, max / PART_OF_ONE_READER)) {
        throw new ProblemException(
            ProblemType.TOO_MANY_REQUESTS, "event-streams", "Too many event streams are open.");
      }
      open.put(reader, ofReader + 1);
    }
  }

  @Override
  public void changed(String jobId) {
    if (streams.containsKey(jobId) && needsSender(jobId)) {
      tasks.execute(this::sendDue);
    }
  }

  private boolean needsSender(String jobId) {
    synchronized (due) {
      due.add(jobId);
      boolean needed = senders < MAX_SENDERS;
      senders += needed ? 1 : 0;
      return needed;
    }
  }

  private void sendDue() {
    for (Optional<String> next = next(); next.isPresent(); next = next()) {
      String jobId = next.get();
      try {
        send(jobId);
      } catch (RuntimeException e) {
        LOG.fault("stream.failed", Map.of("job", jobId), e);
      } finally {
        synchronized (due) {
          sending.remove(jobId);
        }
      }
    }
  }

  /** The next job whose view no other thread sends now. If there is none, this thread ends. */
  private Optional<String> next() {
    synchronized (due) {
      Optional<String> next = due.stream().filter(job -> !sending.contains(job)).findFirst();
      next.ifPresent(
          job -> {
            due.remove(job);
            sending.add(job);
          });
      senders -= next.isPresent() ? 0 : 1;
      return next;
    }
  }

  /**
   * Sends to all streams; a timer calls it every few seconds. It detects streams whose client is
   * gone, and changes that another node has made.
   */
  public void refresh() {
    streams.keySet().forEach(this::changed);
  }

  public int openStreams() {
    synchronized (open) {
      return open.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private void send(String jobId) {
    Optional<JobRecord> job = jobs.apply(jobId);
    for (Stream stream : streams.getOrDefault(jobId, List.of())) {
      boolean reached = job.isPresent() && stream.send(JobView.of(job.get()).toString());
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
