package org.bailiwick.node.writer;

/**
 * The transaction of a batch, which each module provides: a stateless session bean with {@code
 * REQUIRES_NEW} that only calls {@link Batch#applyTo} with the module's entity manager. When {@code
 * write} returns the batch is committed; when it throws, nothing is.
 */
@FunctionalInterface
public interface BatchSink {
  void write(Batch batch);
}
