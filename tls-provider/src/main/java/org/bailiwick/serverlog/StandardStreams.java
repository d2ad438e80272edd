package org.bailiwick.serverlog;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Has everything that the server prints logged: each line of the standard output and the standard
 * error as a record of the loggers {@code stdout} and {@code stderr}, and an exception that ends a
 * thread as one record of the logger {@code thread}. {@link LogManager} makes an instance when it
 * reads a configuration whose property {@code config} names this class.
 *
 * <p>The JVM itself writes past this class, for instance when it has run out of memory, and so do
 * lines for which no handler is left while the process ends. These go where they went before.
 */
public final class StandardStreams {
  private static final int LONGEST_LINE = 16 * 1024;
  private static final String UNCAUGHT = "thread";

  /** The configuration may be read more than once in a process. */
  public StandardStreams() {
    synchronized (StandardStreams.class) {
      if (!(System.out instanceof Redirected)) {
        System.setOut(new Redirected(new Lines("stdout", Level.INFO, System.out)));
        System.setErr(new Redirected(new Lines("stderr", Level.WARNING, System.err)));
        Thread.setDefaultUncaughtExceptionHandler(StandardStreams::ended);
      }
    }
  }

  private static void ended(Thread thread, Throwable failure) {
    if (hasHandlers()) {
      Logger.getLogger(UNCAUGHT)
          .log(Level.SEVERE, failure, () -> "The thread " + thread.getName() + " has ended");
    } else {
      failure.printStackTrace();
    }
  }

  private static boolean hasHandlers() {
    return Logger.getLogger("").getHandlers().length > 0;
  }

  /** Tells that a standard stream is redirected already. */
  private static final class Redirected extends PrintStream {
    Redirected(Lines lines) {
      super(lines, true, StandardCharsets.UTF_8);
    }
  }

  /** Collects octets until a line ends. */
  private static final class Lines extends OutputStream {
    private final Logger logger; // a strong reference, since the log manager has a weak one
    private final Level level;
    private final PrintStream before;
    private final ThreadLocal<Boolean> logging = ThreadLocal.withInitial(() -> false);
    private ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(String name, Level level, PrintStream before) {
      super();
      this.logger = Logger.getLogger(name);
      this.level = level;
      this.before = before;
    }

    @Override
    public void write(int octet) {
      String whole;
      synchronized (this) {
        if (octet != '\n') {
          line.write(octet);
        }
        if (octet != '\n' && line.size() < LONGEST_LINE) {
          return;
        }
        whole = line.toString(StandardCharsets.UTF_8).stripTrailing();
        line = new ByteArrayOutputStream();
      }
      if (!whole.isBlank()) {
        log(whole);
      }
    }

    /** A handler that fails while it logs a line prints that, which must not be logged again. */
    private void log(String text) {
      if (logging.get() || !hasHandlers()) {
        before.println(text);
        return;
      }
      logging.set(true);
      try {
        logger.logp(level, logger.getName(), "print", text);
      } finally {
        logging.set(false);
      }
    }

    @Override
    public void flush() {
      before.flush();
    }
  }
}
