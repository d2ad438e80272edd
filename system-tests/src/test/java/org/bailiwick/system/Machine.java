package org.bailiwick.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The machine that the processes of a run share ({@link TestProcess}), by a lock on a file. The
 * start of a node takes all of it for seconds, so none begins while another process measures a
 * bound of time, and the measurement waits for those that have begun. Until {@link #close}.
 */
public final class Machine implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Machine.class.getName());

  /** True if this run holds nodes to their bounds; only then must a measurement be alone. */
  private static final boolean BOUNDS = Boolean.getBoolean("system.bounds");

  /** The factor by which a node may exceed its bounds of time where other processes are at work. */
  private static final int BUSY_TIMES = BOUNDS ? 1 : 10;

  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));

  private final FileChannel channel;
  private final FileLock lock;

  private Machine(boolean shared) {
    try {
      channel =
          FileChannel.open(
              ROOT.resolve("system-tests/target/machine.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      lock = channel.lock(0, Long.MAX_VALUE, shared);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An action on the machine. */
  @FunctionalInterface
  public interface Work<E extends Exception> {
    void run() throws E;
  }

  /** An action on the machine with a result. */
  @FunctionalInterface
  public interface Measurement<T> {
    T take();
  }

  /** Alone, where bounds hold, until it is closed: for what measures how long something takes. */
  public static Machine alone() {
    return new Machine(!BOUNDS);
  }

  /** The same while this measures. */
  public static <E extends Exception> void alone(Work<E> work) throws E {
    with(!BOUNDS, work);
  }

  /** The same; gives what the measurement found. */
  public static <T> T measured(Measurement<T> measurement) {
    Machine machine = alone();
    try {
      return measurement.take();
    } finally {
      machine.close();
    }
  }

  /** With others who don't measure, for what takes much processor time for a while. */
  public static <E extends Exception> void shared(Work<E> work) throws E {
    with(true, work);
  }

  /**
   * For the first start of nodes. Until there are archives of classes it is alone: it makes them
   * (nodes.sh), and whoever waits starts in a third of the time.
   */
  static void forStart(Work<RuntimeException> start) {
    with(archivesAreThere(), start);
  }

  /**
   * A promised bound of time, as this run holds nodes to it: the bound itself with {@code
   * -Dsystem.bounds=true} ({@code ./bailiwick test --long}), otherwise ten times as much.
   */
  public static Duration bound(Duration promised) {
    return promised.multipliedBy(BUSY_TIMES);
  }

  /** True if nothing else is at work, so that this run may load the machine and hold to bounds. */
  public static boolean isQuiet() {
    return BOUNDS;
  }

  /** Says how long something took that has a promised bound. */
  public static void report(String what, Duration took, Duration promised) {
    LOG.log(
        Level.INFO, "{0}: {1} ms (promised: {2} ms)", what, took.toMillis(), promised.toMillis());
  }

  private static <E extends Exception> void with(boolean shared, Work<E> work) throws E {
    Machine machine = new Machine(shared);
    try {
      work.run();
    } finally {
      machine.close();
    }
  }

  private static boolean archivesAreThere() {
    return archiveIsThere("authority") && archiveIsThere("domain");
  }

  private static boolean archiveIsThere(String node) {
    Path folder = ROOT.resolve("launcher/target/node");
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(folder, node + "-*.{jsa,aot}")) {
      return archives.iterator().hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
