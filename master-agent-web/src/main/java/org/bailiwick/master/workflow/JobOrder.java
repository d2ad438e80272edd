package org.bailiwick.master.workflow;

import java.util.List;
import java.util.Map;
import org.bailiwick.contract.capability.Capability;

/** How a caller says what a job is to do. */
public sealed interface JobOrder {

  /** The caller has planned the steps. */
  record Steps() implements JobOrder {}

  /** The steps are those of a workflow that the domain has reviewed and named. */
  record Named(Capability workflow) implements JobOrder {}

  /**
   * The steps are to be found.
   *
   * @param outputs the names of the types of the values that are wanted
   * @param inputs JSON texts of the values that there are, by the names of their types
   */
  record Goal(List<String> outputs, Map<String, String> inputs) implements JobOrder {
    public Goal {
      outputs = List.copyOf(outputs);
      inputs = Map.copyOf(inputs);
    }
  }
}
