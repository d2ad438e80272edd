package org.bailiwick.enforcement.feed;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bailiwick.enforcement.FeedListener;
import org.bailiwick.enforcement.feed.EventLines.Event;

/**
 * Reads the feed in a thread of its own until it is closed, and comes back after each end. While
 * the Master Agent has said nothing for longer than the bound, and at the start, it is cut off.
 */
public final class MasterFeed implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** The Master Agent says something every two seconds. */
  private static final Duration SILENCE = Duration.ofSeconds(8);

  private static final Duration WATCH = Duration.ofMillis(250);

  /** Puts a bundle in force, or leaves the one before in force. */
  @FunctionalInterface
  public interface Bundles {
    void ofMaster(long number, String digest);
  }

  /**
   * Whom the reader tells.
   *
   * @param connected is told of each connection that has begun and been synced
   */
  public record Told(FeedListener listener, Bundles bundles, Runnable connected) {}

  private final MasterClient master;
  private final Told told;
  private final Duration closedAfter;
  private final Consumer<String> log;
  private final Supplier<Moment> time;
  private final Thread reading;
  private final Thread watching;
  private volatile Optional<String> position = Optional.empty();
  private volatile boolean cutOff = true;
  private volatile boolean synced;
  private volatile Moment aliveAt;
  private volatile Moment heardAt;
  private volatile Optional<InputStream> stream = Optional.empty();
  private volatile boolean open = true;
  private String fault = "";

  /**
   * A reader that has not begun.
   *
   * @param closedAfter how long the enforcement point may go on without the Master Agent
   */
  public MasterFeed(
      MasterClient master,
      Told told,
      Duration closedAfter,
      InstantSource clock,
      Consumer<String> log) {
    this(master, told, closedAfter, log, () -> Moment.now(clock));
  }

  MasterFeed(
      MasterClient master,
      Told told,
      Duration closedAfter,
      Consumer<String> log,
      Supplier<Moment> time) {
    this.master = master;
    this.told = told;
    this.closedAfter = closedAfter;
    this.log = log;
    this.time = time;
    this.aliveAt = time.get();
    this.heardAt = aliveAt;
    this.reading = Thread.ofPlatform().daemon().name("enforcement-feed").unstarted(this::read);
    this.watching = Thread.ofPlatform().daemon().name("enforcement-watch").unstarted(this::watch);
  }

  public void start() {
    reading.start();
    watching.start();
  }

  /** Whether the picture is whole, and the Master Agent has vouched for it within the bound. */
  public boolean isFresh() {
    return !cutOff && !isOver(aliveAt, closedAfter);
  }

  /** The position of the last event that was taken over. */
  public Optional<String> position() {
    return position;
  }

  /** Whether both threads run. */
  public boolean isRunning() {
    return reading.isAlive() && watching.isAlive();
  }

  private boolean isOver(Moment since, Duration bound) {
    return since.until(time.get()).compareTo(bound) >= 0;
  }

  private void read() {
    Duration pause = FIRST_PAUSE;
    while (open) {
      try (InputStream in = master.feed(position)) {
        heardAt = time.get();
        stream = Optional.of(in);
        take(in);
        pause = FIRST_PAUSE;
        end("the Master Agent has ended the feed");
      } catch (IOException | RuntimeException e) {
        end(String.valueOf(e.getMessage()));
      }
      stream = Optional.empty();
      reconnect();
      pause = slept(pause);
    }
  }

  /** The credential may not be readable just now, which must not end this thread. */
  private void reconnect() {
    try {
      master.reconnect();
    } catch (RuntimeException e) {
      end("no connection can be made: " + e.getMessage());
    }
  }

  private void take(InputStream in) throws IOException {
    EventLines lines = new EventLines(in);
    for (Optional<Event> next = lines.next(); next.isPresent() && open; next = lines.next()) {
      requireNoPause();
      take(next.get());
      next.get().id().ifPresent(id -> position = Optional.of(id));
      heardAt = time.get(); // what listeners have done may have taken long
    }
  }

  /**
   * Requires that this process was not stopped since the event before. What lies in the connection
   * after a pause was said at its beginning, and vouches for nothing now.
   */
  private void requireNoPause() throws IOException {
    if (isOver(heardAt, SILENCE)) {
      throw new IOException("nothing was heard for too long");
    }
  }

  private void take(Event event) throws IOException {
    FeedListener listener = told.listener();
    switch (event.name()) {
      case "picture" -> {
        position = Optional.empty();
        synced = false;
        listener.picture();
      }
      case "bundle" -> {
        FeedFacts.BundleName name = FeedFacts.bundle(event.data());
        told.bundles().ofMaster(name.number(), name.digest());
      }
      case "agent" -> listener.agent(FeedFacts.agent(event.data()));
      case "revoked" -> listener.revoked(FeedFacts.revoked(event.data()));
      case "task" -> listener.task(FeedFacts.task(event.data()));
      case "task-ended" -> listener.taskEnded(FeedFacts.endedTask(event.data()));
      case "synced" -> {
        synced = true;
        listener.synced();
        told.connected().run();
      }
      case "alive" -> alive();
      default -> {
        // an event of a later version
      }
    }
  }

  private void alive() {
    if (synced) {
      aliveAt = time.get();
      if (cutOff) {
        cutOff = false;
        fault = "";
        log.accept("feed state=following");
      }
    }
  }

  /** Logs the first of consecutive failures of one kind. */
  private void end(String reason) {
    if (open && !fault.equals(reason)) {
      fault = reason;
      log.accept("feed state=interrupted reason=" + reason.replaceAll("\\p{Cntrl}", " "));
    }
  }

  private Duration slept(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      open = false;
    }
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /** Ends a connection on which nothing comes, and says when the bound has passed. */
  private void watch() {
    while (open) {
      if (isOver(heardAt, SILENCE)) {
        stream.ifPresent(MasterFeed::end);
      }
      if (!cutOff && isOver(aliveAt, closedAfter)) {
        cutOff = true;
        log.accept("feed state=cut-off");
        tellCutOff();
      }
      Duration unused = slept(WATCH);
    }
  }

  private void tellCutOff() {
    try {
      told.listener().cutOff();
    } catch (RuntimeException e) {
      log.accept("feed listener=failed reason=" + e);
    }
  }

  private static void end(InputStream in) {
    try {
      in.close();
    } catch (IOException ignored) {
      return; // the reader gets the exception
    }
  }

  @Override
  public void close() {
    open = false;
    stream.ifPresent(MasterFeed::end);
    reading.interrupt();
    watching.interrupt();
  }
}
