package org.bailiwick.broker.backend;

import org.bailiwick.broker.asset.AssetOperation;

/** The work of one asset. It may be called by many threads at once. */
@FunctionalInterface
public interface BackEndWork extends AutoCloseable {

  /**
   * Executes the operation of the call, and ends before its deadline. It answers {@link
   * BackEndAnswer.Unsure} whenever the back end may have done the work without saying so.
   *
   * @throws org.bailiwick.contract.problem.ProblemException only if nothing was done at the back
   *     end
   */
  BackEndAnswer perform(BackEndCall call);

  /**
   * Whether {@link #perform} itself finds out what became of an earlier attempt with the same key.
   * Otherwise an order whose attempt was interrupted is not executed again, unless its operation
   * says {@code "repeatable": true}.
   */
  default boolean settlesRepeats() {
    return false;
  }

  /**
   * Whether an order whose earlier attempt was interrupted may be executed again: by the member
   * {@code repeatable} of the operation, unless the kind of back end knows better.
   */
  default boolean isRepeatable(AssetOperation operation) {
    return operation.members().getBoolean("repeatable", false);
  }

  /**
   * Ends a credential that an open lease names, whether it exists or not.
   *
   * @return whether it surely does not exist any more; otherwise this is called again later
   */
  default boolean end(String external) {
    return true;
  }

  /**
   * Ends credentials of the broker at this back end whose time is over although no lease names
   * them, for instance after the broker's database was restored from a backup.
   */
  default void sweep() {}

  /** Ends what the asset keeps open. */
  @Override
  default void close() {}
}
