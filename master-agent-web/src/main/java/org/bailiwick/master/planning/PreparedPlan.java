package org.bailiwick.master.planning;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bailiwick.master.planledger.PlanOrigin;
import org.bailiwick.master.workflow.JobRequest;

/**
 * A job with the steps that were made for it.
 *
 * @param workflows the digests of the named workflows that have given steps, by name
 */
public record PreparedPlan(
    JobRequest request, PlanOrigin origin, SortedMap<String, String> workflows) {

  public PreparedPlan {
    workflows = Collections.unmodifiableSortedMap(new TreeMap<>(workflows));
  }

  /** The workflows and their digests, for the audit log. */
  public String digests() {
    return workflows.entrySet().stream()
        .map(used -> used.getKey() + "=" + used.getValue())
        .collect(Collectors.joining(" "));
  }
}
