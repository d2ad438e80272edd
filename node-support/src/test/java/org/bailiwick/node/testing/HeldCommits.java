package org.bailiwick.node.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bailiwick.node.writer.Batch;
import org.bailiwick.node.writer.BatchSink;

/** A sink whose commits a test can hold back, or whose answers it can lose. */
public final class HeldCommits implements BatchSink {
  private final BatchSink sink;
  private volatile CountDownLatch held = new CountDownLatch(0);
  private volatile boolean answerLost;

  public HeldCommits(BatchSink sink) {
    this.sink = sink;
  }

  @Override
  public void write(Batch batch) {
    try {
      held.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    sink.write(batch);
    if (answerLost) {
      answerLost = false;
      throw new IllegalStateException(new SQLException("connection lost", "08006"));
    }
  }

  /** The next commit happens, and its callers are told that the database has failed. */
  public void loseNextAnswer() {
    answerLost = true;
  }

  /** The result of the call, of which this makes sure that it comes after the commit only. */
  public <T> T comesAfterCommit(Callable<T> call) throws Exception {
    held = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<T> result = threads.submit(call);
      try {
        assertThatThrownBy(() -> result.get(300, TimeUnit.MILLISECONDS))
            .as("no result while the commit is held back")
            .isInstanceOf(TimeoutException.class);
      } finally {
        held.countDown();
      }
      T granted = result.get(10, TimeUnit.SECONDS);
      assertThat(granted).isNotNull();
      return granted;
    }
  }
}
