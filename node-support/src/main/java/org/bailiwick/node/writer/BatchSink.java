package org.bailiwick.node.writer;

/**
 * The transaction around a batch, which each module provides: a stateless session bean with {@code
 * REQUIRES_NEW} that calls {@link Batch#applyTo} with the module's entity manager and does nothing
 * else. When {@code write} returns the batch is committed; when it throws, nothing of it is.
 */
@FunctionalInterface
public interface BatchSink {
  void write(Batch batch);
}
