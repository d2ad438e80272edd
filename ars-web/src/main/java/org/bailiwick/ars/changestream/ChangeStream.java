package org.bailiwick.ars.changestream;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.ars.discovery.ChangeFeed;
import org.bailiwick.ars.discovery.ChangePosition;
import org.bailiwick.node.log.StructuredLog;

/**
 * The changes for one reader. It asks for the reader's right before each part, and ends when the
 * right has ended, or when the reader is gone or too slow.
 */
final class ChangeStream implements Runnable {
  private static final StructuredLog LOG = StructuredLog.of(ChangeStream.class);

  /** The time between two signs of life, and the longest that a lost right goes unnoticed. */
  static final Duration ALIVE = Duration.ofSeconds(5);

  private final Terms terms;
  private final PresentPosition present;
  private final ChangeTarget target;
  private Optional<ChangePosition> position;
  private volatile boolean open = true;

  /**
   * On what terms a reader has changes.
   *
   * @param reader its SPIFFE id
   * @param right throws if the reader may not read any more
   * @param pages the page after a position, as this reader sees it
   */
  record Terms(String reader, Runnable right, Pages pages) {}

  /** The page after a position. */
  @FunctionalInterface
  interface Pages {
    ChangeFeed.Page after(Optional<ChangePosition> position);
  }

  /**
   * A stream that has not begun.
   *
   * @param position what the reader has; empty for one that has nothing
   */
  ChangeStream(
      Terms terms,
      PresentPosition present,
      ChangeTarget target,
      Optional<ChangePosition> position) {
    this.terms = terms;
    this.present = present;
    this.target = target;
    this.position = position;
  }

  /** Sends until it has ended. */
  @Override
  public void run() {
    try {
      boolean going = true;
      while (going && open) {
        terms.right().run();
        going = present.isOther(position) ? sendPages() : target.alive();
        if (going && open) {
          present.await(position, ALIVE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      shut();
    }
  }

  String reader() {
    return terms.reader();
  }

  /** Has it end soon. */
  void stop() {
    open = false;
    present.wake();
  }

  /** Sends every page up to the present; one in which the reader may see nothing is left out. */
  private boolean sendPages() {
    boolean going = true;
    boolean more = true;
    while (going && more && open) {
      ChangeFeed.Page page = terms.pages().after(position);
      position = Optional.of(page.next());
      more = page.more();
      if (page.shown()) {
        going = target.send(page.position(), page.document());
      }
      if (more) {
        terms.right().run();
      }
    }
    return going;
  }

  private void shut() {
    try {
      target.close();
    } catch (IOException e) {
      LOG.info("change-stream.reader-gone", Map.of("reader", terms.reader()));
    }
  }
}
