package org.bailiwick.master.approval;

import org.bailiwick.contract.capability.Capability;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.node.catalogue.CapabilityType;

/** How many people must approve a step with a capability, whatever the policies ask for. */
@FunctionalInterface
public interface ApprovalNeed {

  /** Asks for nobody, so that the policies alone ask for approvals. */
  ApprovalNeed NONE = capability -> 0;

  /** Asks as the catalogue says; what has no entry there is refused elsewhere. */
  static ApprovalNeed of(Catalogue catalogue) {
    return capability ->
        catalogue
            .find(capability)
            .map(CapabilityType::approval)
            .map(ApprovalNeed::number)
            .orElse(0);
  }

  private static int number(CapabilityType.Approval approval) {
    return switch (approval) {
      case NONE -> 0;
      case ONE -> 1;
      case TWO -> 2;
    };
  }

  /** The number of different people: 0, 1 or 2. */
  int approvers(Capability capability);
}
