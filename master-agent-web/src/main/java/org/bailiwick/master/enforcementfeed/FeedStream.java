package org.bailiwick.master.enforcementfeed;

import jakarta.json.Json;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.log.StructuredLog;

/**
 * The feed to one enforcement point. It asks for the reader's right before each part, and ends when
 * the right has ended, when the reader is gone or too slow, or when a newer connection takes its
 * place.
 */
final class FeedStream implements Runnable {
  private static final StructuredLog LOG = StructuredLog.of(FeedStream.class);
  static final Duration ALIVE = Duration.ofSeconds(2);
  private static final int PART = 200;
  private static final int INTERNAL_ERROR = 500;

  /**
   * What the streams of a node have in common.
   *
   * @param certain whether this node knows for certain what is so now
   */
  record Source(FeedPicture picture, BooleanSupplier certain, Clock clock) {}

  private final String point;
  private final Source source;
  private final FeedTarget target;
  private final Runnable right;
  private Optional<Long> position;
  private long aliveAt;
  private volatile boolean open = true;

  /**
   * A stream that has not begun.
   *
   * @param point the name of the enforcement point
   * @param right throws if the reader may not read any more
   * @param position the last change that the reader has; empty for one that has nothing
   */
  FeedStream(
      String point, Source source, FeedTarget target, Runnable right, Optional<Long> position) {
    this.point = point;
    this.source = source;
    this.target = target;
    this.right = right;
    this.position = position;
  }

  /** Sends until it has ended. */
  @Override
  public void run() {
    try {
      boolean going = begin();
      while (going && open) {
        right.run();
        going = goOn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ProblemException refusal) {
      if (refusal.type().status() >= INTERNAL_ERROR) {
        LOG.fault("enforcement-feed.failed", Map.of("point", point), refusal);
      }
      throw refusal;
    } finally {
      shut();
    }
  }

  /** Has it end soon. */
  void stop() {
    open = false;
    source.picture().wake();
  }

  private boolean begin() {
    right.run();
    Optional<List<FeedEvent>> missed =
        position.flatMap(number -> source.picture().after(number, PART));
    return missed.isPresent() ? synced(position.orElseThrow()) : whole();
  }

  private boolean whole() {
    FeedPicture.Whole whole = source.picture().whole();
    boolean going = target.send(Optional.empty(), "picture", now());
    for (FeedEvent event : whole.events()) {
      going = going && open && target.send(Optional.empty(), event.name(), event.data());
    }
    return going && synced(whole.number());
  }

  private boolean synced(long number) {
    position = Optional.of(number);
    aliveAt = System.nanoTime() - ALIVE.toNanos(); // so that the first sign comes at once
    return target.send(Optional.of(source.picture().position(number)), "synced", now());
  }

  /** Sends what is next; false if the reader is gone or has fallen too far behind. */
  private boolean goOn() throws InterruptedException {
    long before = position.orElseThrow();
    Optional<List<FeedEvent>> next = source.picture().after(before, PART);
    if (next.isEmpty()) {
      LOG.warn("enforcement-feed.too-slow", Map.of("point", point));
      return false;
    }
    boolean going = next.get().stream().allMatch(this::send);
    long rest = ALIVE.toNanos() - (System.nanoTime() - aliveAt);
    if (going && rest <= 0) {
      aliveAt = System.nanoTime();
      String sign = source.certain().getAsBoolean() ? "alive" : "uncertain";
      return target.send(Optional.empty(), sign, now());
    }
    source.picture().await(position.orElseThrow(), Duration.ofNanos(Math.max(1, rest)));
    return going;
  }

  private boolean send(FeedEvent event) {
    position = Optional.of(event.number());
    return open
        && target.send(
            Optional.of(source.picture().position(event.number())), event.name(), event.data());
  }

  private String now() {
    return Json.createObjectBuilder()
        .add("at", source.clock().instant().toString())
        .build()
        .toString();
  }

  private void shut() {
    try {
      target.close();
    } catch (IOException e) {
      LOG.info("enforcement-feed.reader-gone", Map.of("point", point));
    }
  }
}
