package org.bailiwick.broker.backend;

/** The work of one asset. It may be called by many threads at once. */
@FunctionalInterface
public interface BackEndWork extends AutoCloseable {

  /**
   * Executes the operation of the call, and ends before its deadline. It answers {@link
   * BackEndAnswer.Unsure} whenever the back end may have done the work without saying so.
   */
  BackEndAnswer perform(BackEndCall call);

  /** Ends what the asset keeps open. */
  @Override
  default void close() {}
}
