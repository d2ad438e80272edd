package org.bailiwick.master.planledger;

/**
 * What made a plan, as a kind and a name: {@code caller:spiffe://partner.example/agent/buyer}. A
 * planner that is not the caller has a kind of its own.
 */
public record PlanOrigin(String text) {

  /** A plan that the job's caller wrote. */
  public static PlanOrigin ofCaller(String caller) {
    return new PlanOrigin("caller:" + caller);
  }

  /** A plan that is a reviewed workflow; {@code sha256} is the digest of its file. */
  public static PlanOrigin ofWorkflow(String workflow, String sha256) {
    return new PlanOrigin("workflow:" + workflow + ";sha256=" + sha256);
  }

  /** A plan that was found for a goal. */
  public static PlanOrigin ofGoal() {
    return new PlanOrigin("planner:goal");
  }

  /** What kind of maker it is: {@code caller}, {@code workflow} or {@code planner}. */
  public String kind() {
    return text.substring(0, text.indexOf(':'));
  }
}
