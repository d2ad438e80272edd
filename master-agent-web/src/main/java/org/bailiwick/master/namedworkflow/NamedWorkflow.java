package org.bailiwick.master.namedworkflow;

import java.util.List;
import java.util.Map;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.master.workflow.Pointer;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.valuetype.TypeName;

/**
 * A reviewed workflow.
 *
 * @param steps as a caller would write them, with values from the workflow's input
 * @param inputs JSON texts by step
 * @param sha256 hex digest of the file
 */
public record NamedWorkflow(
    Capability name,
    TypeName input,
    Output output,
    List<StepRequest> steps,
    Map<String, String> inputs,
    String sha256) {

  public NamedWorkflow {
    steps = List.copyOf(steps);
    inputs = Map.copyOf(inputs);
  }

  /** The place of the workflow's result in that of one of its steps. */
  public record Output(TypeName type, String step, Pointer pointer) {}
}
