package org.bailiwick.master.intake;

import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.node.peer.VerifiedPeer;

/** An authenticated party that reads or cancels a job: a caller, or an operator of the domain. */
public sealed interface JobReader permits Caller, JobReader.Operator {

  /** The name in the audit log. */
  String name();

  /** Whether a job of this owner is the reader's own. */
  boolean owns(JobOwner owner);

  /** An officer or auditor, who has no jobs. */
  record Operator(VerifiedPeer peer) implements JobReader {
    @Override
    public String name() {
      return peer.id().toString();
    }

    @Override
    public boolean owns(JobOwner owner) {
      return false;
    }
  }
}
