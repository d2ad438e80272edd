package org.bailiwick.master.job;

import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.ArrayList;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.runner.JobListener;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;

/**
 * The open event streams of jobs. Each event holds the whole job, so that a client which missed an
 * event has lost nothing. A stream ends with its job, or with its reader's right, which is asked
 * for before each event: the reader's credential may be revoked, its token may have ended, or
 * policy may deny now. There is a limit for all streams, and a quarter of it for one reader. Only a
 * few threads wait for clients that do not read, because the jobs use the same thread pool.
 */
public final class JobStreams implements JobListener {

  private static final StructuredLog LOG = StructuredLog.of(JobStreams.class);

  /** The stream of one reader to one client. */
  private record Stream(StreamReader reader, StreamTarget target) {}

  /** The greatest number of threads that wait for clients at once. */
  private static final int MAX_SENDERS = 8;

  private static final int PART_OF_ONE_READER = 4;
  private static final int INTERNAL_ERROR = 500;

  private final Function<String, Optional<JobRecord>> jobs;
  private final Function<JobRecord, String> views;
  private final Executor tasks;
  private final int max;
  private final Consumer<AuditEntry> audit;
  private final Map<String, Integer> open = new HashMap<>(); // by reader
  private final Map<String, List<Stream>> streams = new ConcurrentHashMap<>();
  private final Set<String> due = new LinkedHashSet<>();
  private final Set<String> sending = new HashSet<>();
  private int senders;

  /**
   * @param audit stores the row of a stream that ends because its reader's right has ended
   */
  public JobStreams(
      Function<String, Optional<JobRecord>> jobs,
      JobViews views,
      Executor tasks,
      int max,
      Consumer<AuditEntry> audit) {
    this(jobs, views::of, tasks, max, audit);
  }

  JobStreams(
      Function<String, Optional<JobRecord>> jobs,
      Function<JobRecord, String> views,
      Executor tasks,
      int max,
      Consumer<AuditEntry> audit) {
    this.jobs = jobs;
    this.views = views;
    this.tasks = tasks;
    this.max = max;
    this.audit = audit;
  }

  /** Opens a stream, whose first event holds the job as it is now. */
  void open(StreamReader reader, String jobId, SseEventSink sink, Sse sse) {
    open(reader, jobId, new JobEvents(sink, sse));
  }

  /**
   * Opens a stream to a client that is told of the job as it is now, and of each change.
   *
   * @throws ProblemException too-many-requests with check event-streams, at the limit
   */
  public void open(StreamReader reader, String jobId, StreamTarget target) {
    count(reader.id());
    streams
        .computeIfAbsent(jobId, id -> new CopyOnWriteArrayList<>())
        .add(new Stream(reader, target));
    changed(jobId);
  }

  private void count(String reader) {
    synchronized (open) {
      requireRoom(reader);
      open.merge(reader, 1, Integer::sum);
    }
  }

  /**
   * Returns normally if this reader may open a stream now.
   *
   * @throws ProblemException too-many-requests with check event-streams otherwise
   */
  public void requireRoom(String reader) {
    synchronized (open) {
      int ofReader = open.getOrDefault(reader, 0);
      if (openStreams() >= max || ofReader >= Math.max(1, max / PART_OF_ONE_READER)) {
        throw new ProblemException(
            ProblemType.TOO_MANY_REQUESTS, "event-streams", "Too many event streams are open.");
      }
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
   * Sends to all streams; a timer calls it every few seconds, and so does a revocation. It detects
   * streams whose client is gone, readers whose right has ended, and changes that another node has
   * made.
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
    List<Stream> entitled = new ArrayList<>();
    for (Stream stream : streams.getOrDefault(jobId, List.of())) {
      stream.reader.context().apply(() -> require(jobId, stream, job, entitled)).run();
    }
    OneView view = new OneView(() -> job.map(views).orElseThrow());
    for (Stream stream : entitled) {
      boolean reached = job.isPresent() && stream.target.send(job.get(), view);
      if (!reached || job.get().state().isFinal()) {
        close(jobId, stream);
      }
    }
  }

  /** Adds the stream to the entitled ones if its reader may still read the job, or ends it. */
  private void require(
      String jobId, Stream stream, Optional<JobRecord> job, List<Stream> entitled) {
    try {
      job.ifPresent(stream.reader.right());
      entitled.add(stream);
    } catch (ProblemException refusal) {
      refused(jobId, stream, refusal);
    } catch (RuntimeException e) {
      LOG.fault("stream.failed", Map.of("job", jobId), e);
    }
  }

  /** Ends the stream of a reader that may not read the job now; a missing dependency ends none. */
  private void refused(String jobId, Stream stream, ProblemException refusal) {
    if (refusal.type().status() >= INTERNAL_ERROR) {
      LOG.fault("stream.failed", Map.of("job", jobId, "check", refusal.check()), refusal);
      return;
    }
    close(jobId, stream);
    audit.accept(
        AuditEntry.of("job-stream.ended", Outcome.DENIED, refusal.check(), stream.reader.id())
            .about(jobId));
  }

  private void close(String jobId, Stream stream) {
    List<Stream> ofJob = streams.getOrDefault(jobId, List.of());
    if (ofJob.remove(stream)) {
      synchronized (open) {
        open.computeIfPresent(stream.reader.id(), (reader, count) -> count > 1 ? count - 1 : null);
      }
      shut(stream.target);
    }
    streams.computeIfPresent(jobId, (id, left) -> left.isEmpty() ? null : left);
  }

  private static void shut(StreamTarget target) {
    try {
      target.close();
    } catch (IOException e) {
      LOG.info("stream.client-gone", Map.of());
    }
  }

  /** The view of a job for all streams to it, made when the first needs it. */
  private static final class OneView implements Supplier<String> {
    private final Supplier<String> making;
    private Optional<String> made = Optional.empty();

    OneView(Supplier<String> making) {
      this.making = making;
    }

    @Override
    public String get() {
      if (made.isEmpty()) {
        made = Optional.of(making.get());
      }
      return made.get();
    }
  }
}
