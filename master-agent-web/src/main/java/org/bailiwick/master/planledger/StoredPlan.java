package org.bailiwick.master.planledger;

import java.util.Locale;
import org.bailiwick.master.workflow.Workflow;

/** What the plan ledger has under the id of a plan. */
public sealed interface StoredPlan {

  /** A plan that is as it was accepted. */
  record Accepted(Workflow workflow) implements StoredPlan {}

  /** A plan that must not be executed. */
  record Unreadable(Fault fault) implements StoredPlan {}

  /** Why a plan must not be executed. */
  enum Fault {
    /** The job names no plan, or the plan has no row. */
    MISSING,
    /** The version of the text is not one that this node reads. */
    VERSION,
    /** The text does not have the digest of its row. */
    DIGEST,
    /** No key of this Master Agent signed the statement, or it is about another plan or job. */
    SIGNATURE,
    /** The text is no plan, or the check of plans refuses it now. */
    CONTENT;

    /** The text in the reason of a job. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
