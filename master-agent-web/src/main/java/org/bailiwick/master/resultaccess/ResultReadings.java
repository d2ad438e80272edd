package org.bailiwick.master.resultaccess;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongSupplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.storedresult.StoredResults;

/**
 * The readings of results that are under way. Each has an end in time, so that a reader that takes
 * its octets slowly holds its place for a bounded time.
 */
@ApplicationScoped
public class ResultReadings {

  static final int AT_ONCE = 16;
  static final int OF_ONE_READER = 4;
  static final Duration LONGEST = Duration.ofMinutes(5);

  private static final int BUFFER = 64 * 1024;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** A reader, and when its reading must be over. */
  private record Reading(String reader, long end) {}

  private final StoredResults results;
  private final LongSupplier nanos;
  private final Map<Object, Reading> underWay = new HashMap<>();

  /** For the proxy of CDI only. */
  protected ResultReadings() {
    this(null, System::nanoTime);
  }

  @Inject
  ResultReadings(JobJournal journal) {
    this(journal.stored(), System::nanoTime);
  }

  ResultReadings(StoredResults results, LongSupplier nanos) {
    this.results = results;
    this.nanos = nanos;
  }

  /**
   * Takes a place for a reading, which ends with it.
   *
   * @throws ProblemException too-many-requests with check results-busy when there is none
   */
  StreamingOutput begin(ResultAccess.Permitted permitted, ByteRange range) {
    Object place = take(permitted.reader());
    long end = nanos.getAsLong() + LONGEST.toNanos();
    return out -> {
      try (InputStream in = results.open(permitted.result(), range.from(), range.end())) {
        copy(in, out, end);
      } finally {
        leave(place);
      }
    };
  }

  private void copy(InputStream in, OutputStream out, long end) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (nanos.getAsLong() - end > 0) {
        throw new IOException("the reader takes the result too slowly");
      }
      out.write(buffer, 0, read);
    }
  }

  private synchronized Object take(String reader) {
    long now = nanos.getAsLong();
    Iterator<Reading> all = underWay.values().iterator();
    while (all.hasNext()) {
      if (now - all.next().end() > 0) {
        all.remove(); // its answer was never written
      }
    }
    long own = underWay.values().stream().filter(each -> each.reader().equals(reader)).count();
    if (underWay.size() >= AT_ONCE || own >= OF_ONE_READER) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "results-busy",
              "Too many results are being read at the moment.")
          .after(PAUSE);
    }
    Object place = new Object();
    underWay.put(place, new Reading(reader, now + LONGEST.toNanos()));
    return place;
  }

  private synchronized void leave(Object place) {
    underWay.remove(place);
  }
}
