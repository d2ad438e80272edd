package org.bailiwick.master.parties;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.tokenledger.StepContext;

/** Tells by which right the steps of jobs are done. */
@FunctionalInterface
public interface StepRights {

  /**
   * What the caller of the job must have for this step, or for the whole job, if that is a named
   * workflow instead of the scope of the step; empty otherwise.
   */
  Optional<CapabilitySet> of(StepContext context);
}
