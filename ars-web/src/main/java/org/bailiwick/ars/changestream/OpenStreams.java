package org.bailiwick.ars.changestream;

import java.util.ArrayList;
import java.util.List;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The streams of a node that have not ended: of one reader a few, of all no more than a number. */
final class OpenStreams {
  static final int OF_READER = 4;

  private final int most;
  private final List<ChangeStream> open = new ArrayList<>();

  OpenStreams(int most) {
    this.most = most;
  }

  /**
   * Counts a stream that is about to run.
   *
   * @throws ProblemException too-many-requests
   */
  synchronized void begin(ChangeStream stream) {
    long own = open.stream().filter(each -> each.reader().equals(stream.reader())).count();
    if (own >= OF_READER || open.size() >= most) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS,
          "change-streams",
          own >= OF_READER
              ? "You follow the registry by as many streams as a reader may."
              : "As many readers follow this node as may.");
    }
    open.add(stream);
  }

  synchronized void end(ChangeStream stream) {
    open.remove(stream);
  }

  synchronized int size() {
    return open.size();
  }

  /** Has all end soon. */
  synchronized void stop() {
    open.forEach(ChangeStream::stop);
  }
}
