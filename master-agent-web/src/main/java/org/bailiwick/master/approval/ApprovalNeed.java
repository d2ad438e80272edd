package org.bailiwick.master.approval;

import org.bailiwick.contract.capability.Capability;

/** How many people must approve a step with a capability, whatever the policies ask for. */
@FunctionalInterface
public interface ApprovalNeed {

  /** Asks for nobody, so that the policies alone ask for approvals. */
  ApprovalNeed NONE = capability -> 0;

  /** The number of different people: 0, 1 or 2. */
  int approvers(Capability capability);
}
